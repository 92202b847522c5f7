import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { createTokenClient } from '@tokenkeep/core';
import { defaultCacheDirectory } from '@tokenkeep/core/file-cache';
import { clientOptions, type ClientSetUp } from '../client-options.ts';
import type { CommonOptions } from '../common-options.ts';
import { checkCacheFolder } from '../doctor/check-cache-folder.ts';
import { checkCache } from '../doctor/check-cache.ts';
import { checkClock } from '../doctor/check-clock.ts';
import { checkExchange } from '../doctor/check-exchange.ts';
import { checkName } from '../doctor/check-name.ts';
import { checkProxy, proxyUse } from '../doctor/check-proxy.ts';
import { checkRuntime } from '../doctor/check-runtime.ts';
import { checkTls } from '../doctor/check-tls.ts';
import { checkTwoProcesses } from '../doctor/check-two-processes.ts';
import { checkVariables } from '../doctor/check-variables.ts';
import { fine, mend, type Finding } from '../doctor/finding.ts';
import { exitCodes } from '../exit-codes.ts';
import { byVariable } from '../issuer/by-variable.ts';
import { describeFailure } from '../print/describe-failure.ts';

/**
 * Tries what a person would try when there is no token, and prints a line for each. What depends on something that is
 * to be mended is left out.
 *
 * @param args the flags as they were typed, for the processes that it starts
 */
export async function doctor(given: CommonOptions, args: readonly string[]): Promise<number> {
  let well = true;
  for await (const { ok, line } of findings(given, args)) {
    const { stdout } = process;
    const mark = ok ? styleText('green', '✓', { stream: stdout }) : styleText('red', '✗', { stream: stdout });
    stdout.write(`${mark} ${line}\n`);
    well &&= ok;
  }
  return well ? 0 : exitCodes.failed;
}

async function* findings(given: CommonOptions, args: readonly string[]): AsyncGenerator<Finding> {
  const { env, versions } = process;
  yield checkRuntime(versions);
  yield* checkVariables(env);
  let setUp: ClientSetUp;
  let origin: URL;
  try {
    setUp = await clientOptions(given);
    origin = new URL(setUp.options.issuer.origin);
    await setUp.options.issuer.prepare();
    checkOrigins(setUp);
  } catch (error) {
    yield mend(describeFailure(error).message);
    return;
  }
  yield fine(`The configuration is complete: ${origin.origin}`);
  const proxy = proxyUse(env, origin, versions['bun'] === undefined && versions['deno'] === undefined);
  yield checkProxy(proxy);
  // Behind a proxy, name and TLS are the proxy's business, as behind a fetch of --config, and the exchange tells.
  const direct =
    proxy.use === 'heeded' || setUp.options.fetch !== undefined
      ? []
      : [() => checkName(origin), () => checkTls(origin, env)];
  const reached = yield* all(...direct);
  const answered =
    reached &&
    (yield* all(
      () => checkClock(origin, setUp.options.fetch ?? fetch),
      () => checkExchange(setUp.options),
    ));
  const shares = yield* cacheFindings(given, setUp);
  setUp.close();
  if (answered && shares) yield* twoProcesses(setUp, given, args);
}

/** Where `fetch` may go is read at its first call otherwise. @throws TokenError for an origin that cannot be */
function checkOrigins({ kind, options }: ClientSetUp): void {
  try {
    void createTokenClient(options).apiOrigins;
  } catch (error) {
    throw byVariable(error, kind);
  }
}

/** Yields the findings of checks up to the first that is not well. @returns whether all were */
async function* all(...checks: readonly (() => Finding | Promise<Finding>)[]): AsyncGenerator<Finding, boolean> {
  for (const check of checks) {
    const finding = await check();
    yield finding;
    if (!finding.ok) return false;
  }
  return true;
}

async function* cacheFindings(
  { cacheDir }: CommonOptions,
  { options, cached }: ClientSetUp,
): AsyncGenerator<Finding, boolean> {
  const { cache } = options;
  if (cache === undefined) return false;
  if (cached !== 'files') return yield* all(() => checkCache(cache, cached === 'redis' ? 'Redis' : 'The cache'));
  const folder = cacheDir ?? defaultCacheDirectory();
  const wellSoFar = yield* all(
    () => checkCache(cache, 'The cache folder'),
    () => checkCacheFolder(folder),
  );
  if (folder !== undefined) removeProbes(folder);
  return wellSoFar;
}

function removeProbes(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder, { withFileTypes: true })) {
    if (name.isFile() && name.name.startsWith('doctor-')) rmSync(join(folder, name.name), { force: true });
  }
}

/** In a folder of its own beside the tokens, on the same disk, where nothing is stored yet. */
async function* twoProcesses(
  { cached }: ClientSetUp,
  given: CommonOptions,
  args: readonly string[],
): AsyncGenerator<Finding> {
  const parent = given.cacheDir ?? defaultCacheDirectory();
  if (parent === undefined || cached !== 'files') {
    yield await checkTwoProcesses(args);
    return;
  }
  const folder = join(parent, `doctor-${String(process.pid)}`);
  mkdirSync(folder, { mode: 0o700 });
  try {
    yield await checkTwoProcesses([...args, '--cache-dir', folder]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
