// What has to hold wherever core runs. Plain JavaScript over `fetch`, so that it runs there as it is.
import { AccessToken, TokenError, createTokenClient, symbl } from '@tokenkeep/core';
import { assert, assertEqual, rejection } from './assert.mjs';
import { reachableText } from './reachable-text.mjs';

/** Each gets `{ baseUrl, appId, appSecret, issuer }`, the issuer as it was at its start. */
export const scenarios = {
  async 'gives a token and calls the API with it'(world) {
    await using tokens = clientOf(world);
    const token = await tokens.getToken();
    assert(token instanceof AccessToken, 'not an AccessToken');
    assert(token.accessToken.length > 0 && token.expiresIn > 86_000, 'no token of 24 h');
    const { accessToken, expiresIn } = JSON.parse(JSON.stringify(token));
    assertEqual(accessToken, token.accessToken, 'accessToken in JSON');
    assert(expiresIn > 86_000, 'no expiresIn in JSON');
    const response = await tokens.fetch(`${world.baseUrl}/v1/conversations/1`);
    assertEqual(response.status, 200, 'status of the API');
    await response.text();
    assertEqual(await exchanges(world), 1, 'exchanges');
  },

  async 'asks a sticky issuer once while its ageing token lives'(world) {
    await using before = clientOf(world);
    const { accessToken } = await before.getToken();
    await world.issuer.age(world.appId, 86_400_000 - 60_000);
    await using tokens = clientOf(world);
    for (let call = 0; call < 200; call += 1) {
      const token = await tokens.getToken();
      assertEqual(token.accessToken, accessToken, 'token');
    }
    assertEqual(await exchanges(world), 2, 'exchanges of both clients');
  },

  async 'shares one exchange among 1,000 cold callers'(world) {
    await using tokens = clientOf(world);
    const found = await Promise.all(Array.from({ length: 1000 }, () => tokens.getToken()));
    assertEqual(new Set(found.map(({ accessToken }) => accessToken)).size, 1, 'tokens');
    assertEqual(await exchanges(world), 1, 'exchanges');
  },

  async 'keeps sealed values in a cache, and finds them again'(world) {
    const stored = new Map();
    const cache = {
      get: async (key) => stored.get(key),
      set: async (key, value) => void stored.set(key, value),
      delete: async (key) => void stored.delete(key),
    };
    await using writer = clientOf(world, { cache });
    const { accessToken } = await writer.getToken();
    assertEqual(stored.size, 1, 'entries');
    const text = JSON.stringify([...stored]);
    for (const secret of [accessToken, world.appSecret]) assert(!text.includes(secret), 'the cache can read a secret');
    await using reader = clientOf(world, { cache });
    assertEqual((await reader.getToken()).accessToken, accessToken, 'token of the reader');
    assertEqual(await exchanges(world), 1, 'exchanges');
  },

  async 'rejects one caller who aborts, with its own reason'(world) {
    await world.issuer.fault({ kind: 'delay', ms: 300 });
    await using tokens = clientOf(world);
    const controller = new AbortController();
    const reason = new Error('gone');
    const aborted = rejection(tokens.getToken({ signal: controller.signal }));
    const other = tokens.getToken();
    controller.abort(reason);
    assertEqual(await aborted, reason, 'reason');
    assert((await other).accessToken.length > 0, 'no token for the other caller');
    assertEqual(await exchanges(world), 1, 'exchanges');
  },

  async 'sends a request again after a 401, with a new token'(world) {
    let aheadMs = 0;
    const clock = { now: () => Date.now() + aheadMs, monotonic: () => performance.now() + aheadMs };
    await using tokens = clientOf(world, { clock });
    const old = await tokens.getToken();
    // A token younger than two seconds is tried twice.
    aheadMs = 3000;
    await world.issuer.revoke();
    const response = await tokens.fetch(`${world.baseUrl}/v1/process/text`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ payload: { content: 'Hello' } }] }),
    });
    await response.text();
    assert(response.ok, `status of the API: ${response.status}`);
    assert((await tokens.getToken()).accessToken !== old.accessToken, 'still the old token');
    const { exchanges: made, apiCalls, apiRefused } = await world.issuer.counters();
    assertEqual(`${made} ${apiCalls} ${apiRefused}`, '2 2 1', 'exchanges, calls, refusals');
  },

  async 'follows no redirect of the issuer'(world) {
    await world.issuer.fault({ kind: 'redirect', location: `${world.baseUrl}/v1/conversations/1`, status: 307 }, 5);
    await using tokens = clientOf(world);
    assertEqual((await rejection(tokens.getToken())).code, 'ERR_TOKEN_RESPONSE', 'code');
    assertEqual((await world.issuer.counters()).apiCalls, 0, 'calls of the redirect’s target');
  },

  async 'gives up in time on an issuer that hangs'(world) {
    await world.issuer.fault({ kind: 'hang' }, 5);
    await using tokens = clientOf(world, { timeoutMs: 300 });
    assertEqual((await rejection(tokens.getToken())).code, 'ERR_TOKEN_TIMEOUT', 'code');
  },

  async 'shows no secret and no token in errors, events and objects'(world) {
    const canary = 'canary-secret-5f1d';
    const events = [];
    const onEvent = (event) => events.push(event);
    await using refused = clientOf({ ...world, appSecret: canary }, { onEvent });
    const error = await rejection(refused.getToken());
    assertEqual(error.code, 'ERR_TOKEN_CREDENTIALS', 'code');
    assert(TokenError.isInstance(error), 'not a TokenError');
    await using tokens = clientOf(world, { onEvent });
    const token = await tokens.getToken();
    const shown = [error, events, refused, tokens].map((value) => reachableText(value)).join('\n');
    const secrets = [canary, world.appSecret, token.accessToken];
    for (const secret of secrets) assert(!shown.includes(secret), 'a secret can be read');
    assert(!`${token}`.includes(token.accessToken), 'a template shows the token');
  },
};

function clientOf({ baseUrl, appId, appSecret }, options = {}) {
  return createTokenClient({ issuer: symbl({ appId, appSecret, baseUrl }), ...options });
}

async function exchanges({ issuer }) {
  return (await issuer.counters()).exchanges;
}
