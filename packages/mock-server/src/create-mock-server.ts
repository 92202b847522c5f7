import { createControls } from './controls.ts';
import { Counters } from './counters.ts';
import { ExchangeLog } from './exchange-log.ts';
import { FaultQueue } from './fault/fault-queue.ts';
import { HeldConnections } from './fault/held-connections.ts';
import { Credentials } from './issuer/credentials.ts';
import { createJwtMint, mintOpaqueToken } from './issuer/mint-token.ts';
import { StickyIssuer } from './issuer/sticky-issuer.ts';
import { Latency } from './latency.ts';
import { listen } from './listen.ts';
import type { MockServer } from './mock-server.ts';
import type { MockServerOptions } from './options.ts';
import type { Parts } from './parts.ts';
import { resolveOptions } from './resolve-options.ts';

/**
 * Starts a token server in this process.
 *
 * Rejects with a `TypeError` for a bad option, and with an `Error` whose `code` is `EADDRINUSE` for a taken port.
 */
export async function createMockServer(options: MockServerOptions = {}): Promise<MockServer> {
  const { apps, jwt, latencyMs, seed, exchangeLogSize, onExchange, ...resolved } = resolveOptions(options);
  const credentials = new Credentials(apps);
  const mint = jwt ? createJwtMint() : mintOpaqueToken;
  const parts: Parts = {
    ...resolved,
    presentations: resolved.endpoints.flatMap(({ present }) => present ?? []),
    credentials,
    issuer: new StickyIssuer({ ...resolved, mint }),
    faults: new FaultQueue(),
    counters: new Counters(credentials.appIds()),
    log: new ExchangeLog(exchangeLogSize),
    latency: new Latency(latencyMs, seed),
    held: new HeldConnections(),
    onExchange: (record) => {
      try {
        // A listener's mistake is not the caller's, be it thrown or, by an async one, rejected.
        Promise.resolve(onExchange(record)).catch(() => undefined);
      } catch {}
    },
  };
  const controls = createControls(parts);
  const { url, port, close } = await listen(parts, controls, resolved);
  return {
    url,
    port,
    get apps() {
      return credentials.list();
    },
    ...controls,
    close,
    [Symbol.asyncDispose]: close,
  };
}
