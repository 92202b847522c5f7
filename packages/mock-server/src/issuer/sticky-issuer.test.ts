import { describe, expect, it } from 'vitest';
import { mintOpaqueToken } from './mint-token.ts';
import { StickyIssuer } from './sticky-issuer.ts';

describe('a sticky issuer that mints without end', () => {
  it('forgets its oldest tokens, one that was current included, and grants that app a new one', () => {
    const policy = { tokenLifetimeMs: 60_000, mint: mintOpaqueToken, roundLifetimesUp: false, now: () => 0 };
    const issuer = new StickyIssuer({ ...policy, rolloverMs: 0 });
    const oldest = issuer.grant('app', 'first');
    for (let number = 1; number < 10_000; number += 1) issuer.grant('app', String(number));
    expect(issuer.standing(oldest.token)?.verdict).toBe('valid');
    issuer.grant('app', 'one too many');
    expect(issuer.standing(oldest.token)).toBeUndefined();
    expect(issuer.grant('app', 'first')).toMatchObject({ reused: false });
  });
});
