import { once } from 'node:events';
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { UsageError } from '../usage-error.ts';

/** Where an agent listens. */
export type Place =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'port'; readonly port: number }
  /** A socket that is there already, from systemd. */
  | { readonly kind: 'activated'; readonly fd: number };

/** A server that listens. `await using` lets it finish what it is answering, for two seconds at most. */
export interface Listening extends AsyncDisposable {
  /** For a person: a path, or an origin. */
  readonly address: string;
}

/** How long answers under way may take when the agent ends, milliseconds. A client waits for its issuer no longer. */
const graceMs = 2000;

/** Starts to listen. @throws UsageError when the place is taken or cannot be used */
export async function listenOn(server: Server, place: Place): Promise<Listening> {
  if (place.kind === 'socket') await removeStale(place.path);
  const listening = once(server, 'listening');
  // Nobody may connect in the moment before the mode is set.
  const umask = process.umask(0o177);
  try {
    if (place.kind === 'socket') server.listen(place.path);
    else if (place.kind === 'port') server.listen(place.port, '127.0.0.1');
    else server.listen({ fd: place.fd });
    await listening;
  } catch (error) {
    const { code = 'unknown' }: { code?: unknown } = Object(error);
    throw new UsageError(`The agent cannot listen on ${nameOf(place)} (${String(code)}): choose another place.`);
  } finally {
    process.umask(umask);
  }
  if (place.kind === 'socket') chmodSync(place.path, 0o600);
  const address = server.address();
  return {
    address:
      typeof address === 'object' && address !== null ? `http://127.0.0.1:${String(address.port)}` : nameOf(place),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), graceMs).unref();
      await closed;
    },
  };
}

/** Removes the socket of an agent that was killed. @throws UsageError when one listens there, or it is no socket */
async function removeStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new UsageError(`${path} is no socket: remove it, or give --socket.`);
  const probe = connect(path);
  // Anything else than "nobody listens" may be an agent that has more to do than it can answer.
  const lives = await once(probe, 'connect').then(
    () => true,
    (error: unknown) => Object(error).code !== 'ECONNREFUSED',
  );
  probe.destroy();
  if (lives) throw new UsageError(`An agent listens on ${path} already: stop it, or give --socket.`);
  rmSync(path, { force: true });
}

function nameOf(place: Place): string {
  if (place.kind === 'socket') return place.path;
  return place.kind === 'port' ? `port ${String(place.port)}` : 'the socket of systemd';
}
