import type { Fault } from './fault.ts';

/** How it stands with the token of an adapter whose call has just failed. */
export interface TokenPlight {
  readonly fault: Fault | undefined;
  /** What the token has left, milliseconds. */
  readonly leftMs: number;
  /** Whether it has been revoked, with no other granted since. */
  readonly revoked: boolean;
}

/** Why the call failed, in words that stay true afterwards; `undefined` when it was not for want of a token. */
export function failureReason({ fault, leftMs, revoked }: TokenPlight): string | undefined {
  if (leftMs > 0 && !revoked) return undefined;
  const token = leftMs > 0 ? 'the token was refused' : 'the token ran out';
  // A slow issuer gives one: what fails then is still in the pause that another fault began.
  const grants = fault === undefined || fault === 'slow';
  return `${token} and ${grants ? 'after an outage the issuer is left alone for up to 30 s' : 'the issuer gave no other'}`;
}
