import { expect, it } from 'vitest';
import { checkProxy, proxyUse } from './check-proxy.ts';

const https = new URL('https://api.symbl.ai');
const proxy = { HTTPS_PROXY: 'http://user:canary@proxy.example:3128' };

it.each([
  ['none', {}, true, 'none'],
  ['one for http alone', { HTTP_PROXY: 'http://x' }, true, 'none'],
  ['one that Node does not heed', proxy, true, 'ignored'],
  ['one in small letters', { https_proxy: 'http://x' }, true, 'ignored'],
  ['one that Node is told to heed', { ...proxy, NODE_USE_ENV_PROXY: '1' }, true, 'heeded'],
  ['one that Node is told to heed by an option', { ...proxy, NODE_OPTIONS: '--use-env-proxy' }, true, 'heeded'],
  ['one for http, which Node takes for https', { HTTP_PROXY: 'http://x', NODE_USE_ENV_PROXY: '1' }, true, 'heeded'],
  ['one for http alone in Bun and Deno', { HTTP_PROXY: 'http://x' }, false, 'none'],
  ['a port exempt', { ...proxy, NO_PROXY: 'api.symbl.ai:443' }, true, 'exempt'],
  ['another port exempt', { ...proxy, NO_PROXY: 'api.symbl.ai:8443' }, true, 'ignored'],
  ['small letters, which win', { ...proxy, no_proxy: 'other.example', NO_PROXY: '*' }, true, 'ignored'],
  ['one in Bun and Deno, which heed it', proxy, false, 'heeded'],
  ['an exempt host', { ...proxy, NO_PROXY: 'localhost, .symbl.ai' }, true, 'exempt'],
  ['every host exempt', { ...proxy, no_proxy: '*' }, true, 'exempt'],
  ['another host exempt', { ...proxy, NO_PROXY: 'bl.ai,api.symbl.ai.example' }, true, 'ignored'],
])('with %s', (_, env, isNode, use) => {
  const found = proxyUse(env, https, isNode);
  expect(found.use).toBe(use);
  expect(checkProxy(found).ok).toBe(use !== 'ignored');
  expect(checkProxy(found).line).not.toContain('canary');
});
