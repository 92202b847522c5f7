import { fine, mend, type Finding } from './finding.ts';

/** What stands between this machine and the issuer. */
export interface ProxyUse {
  /**
   * `ignored`: one is set that Node does not heed, since it does so with `NODE_USE_ENV_PROXY=1` or `--use-env-proxy`
   * only (from 22.21 and 24.5 on); `heeded`: what is tried directly says nothing about an exchange.
   */
  readonly use: 'none' | 'exempt' | 'heeded' | 'ignored';
  /** The variable that is set. */
  readonly name: string;
}

/** Which proxy an exchange goes through, if any. Pure. @param isNode Bun and Deno heed the variables by themselves */
export function proxyUse(env: NodeJS.ProcessEnv, { protocol, hostname, port }: URL, isNode: boolean): ProxyUse {
  const told = env['NODE_USE_ENV_PROXY'] === '1' || /--use-env-proxy\b/.test(env['NODE_OPTIONS'] ?? '');
  const secure = protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : [];
  // Node takes the proxy for http for https, too, where there is no other.
  const plain = protocol === 'http:' || (isNode && told) ? ['http_proxy', 'HTTP_PROXY'] : [];
  const name = [...secure, ...plain].find((variable) => Boolean(env[variable]));
  if (name === undefined) return { use: 'none', name: '' };
  const exempt = (env['no_proxy'] ?? env['NO_PROXY'] ?? '').split(/[\s,]+/);
  const address = `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
  if (exempt.some((entry) => entry === '*' || matches(entry, /:\d+$/.test(entry) ? address : hostname))) {
    return { use: 'exempt', name };
  }
  return { use: isNode && !told ? 'ignored' : 'heeded', name };
}

/** What there is to say about it. */
export function checkProxy({ use, name }: ProxyUse): Finding {
  switch (use) {
    case 'none':
      return fine('No proxy is set');
    case 'exempt':
      return fine(`${name} is set, and NO_PROXY exempts the issuer`);
    case 'heeded':
      return fine(`${name} is set and heeded`);
    case 'ignored':
      return mend(`${name} is set, but Node does not heed it: set NODE_USE_ENV_PROXY=1, or unset ${name}.`);
  }
}

function matches(entry: string, hostname: string): boolean {
  const name = entry.replace(/^\*?\./, '');
  return name !== '' && (hostname === name || hostname.endsWith(`.${name}`));
}
