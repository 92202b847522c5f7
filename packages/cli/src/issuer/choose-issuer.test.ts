import { describe, expect, it } from 'vitest';
import { chooseIssuer } from './choose-issuer.ts';

const symbl = { SYMBL_APP_ID: 'a', SYMBL_APP_SECRET: 'b' };
const oauth = { OAUTH_TOKEN_URL: 'c', OAUTH_CLIENT_ID: 'd', OAUTH_CLIENT_SECRET: 'e' };

describe('chooseIssuer', () => {
  it('takes the file of --config, whatever the variables say', () => {
    const env = { ...symbl, ...oauth };
    expect(chooseIssuer({ flags: {}, env, config: 'x.ts' })).toEqual({ kind: 'config', file: 'x.ts' });
  });

  it('takes the issuer whose variables are set, without those of another', () => {
    expect(chooseIssuer({ flags: {}, env: symbl, config: undefined })).toEqual({ kind: 'symbl', values: symbl });
    expect(chooseIssuer({ flags: {}, env: oauth, config: undefined })).toEqual({ kind: 'oauth', values: oauth });
  });

  it('lets a flag decide, and say more than its variable', () => {
    const flags = { OAUTH_CLIENT_ID: 'other' };
    const chosen = chooseIssuer({ flags, env: { ...symbl, ...oauth }, config: undefined });
    expect(chosen).toEqual({ kind: 'oauth', values: { ...oauth, OAUTH_CLIENT_ID: 'other' } });
  });

  it.each([
    ['nothing', {}, {}, undefined, /^No issuer is set: /],
    ['variables of both', {}, { ...symbl, ...oauth }, undefined, /^There are variables of two issuers/],
    ['flags of both', { SYMBL_APP_ID: 'a', OAUTH_CLIENT_ID: 'b' }, {}, undefined, /^There are flags of two issuers/],
    ['a file and a flag', { SYMBL_APP_ID: 'a' }, {}, 'x.ts', /^--config stands without flags/],
  ])('refuses %s', (_, flags, env, config, message) => {
    expect(() => chooseIssuer({ flags, env, config })).toThrow(message);
  });
});
