import type { TokenEvent } from '@tokenkeep/core';

/** What is told of an event, after the name of whose it is; what is not here is not told. In braces, a duration of it. */
const words: Readonly<Record<string, string>> = {
  exchanged: 'got a token from the issuer, good for {lifetimeMs}',
  'same-token': 'got the token that it held already, with {lifetimeMs} left',
  'exchange-failed': 'had an exchange fail',
  'second-attempt': 'had no answer for {afterMs}: asking a second time beside the first',
  'served-stale': 'could not refresh: callers keep the token, which has {remainingMs} left',
  'cooling-down': 'leaves the issuer alone for {durationMs}',
  'rest-shared': 'heard from another process that the issuer fails: leaves it alone for {durationMs}',
  'given-up': 'did not run for {stoodStillMs}: begins its exchange anew',
  'cache-unused': 'does without the cache, since nothing stable could seal its token',
  'cache-hit': 'found a token in the cache, with {remainingMs} left',
  'cache-failed': 'did without the cache, which failed',
  'lock-waited': 'waited {durationMs} while another process exchanged',
  invalidated: 'had its token refused by the API: getting another',
  ignored: 'had a 401 for a token that was refused or replaced already: nothing to do',
  resent: 'sent a refused call again',
  'not-resent': 'had a 401 and could not send the call again',
};

/** An event as a sentence without its subject, and what it has in common with others; `undefined`: not worth telling. */
export function eventWords(event: TokenEvent): { readonly kind: string; readonly text: string } | undefined {
  // Of many calls that get a 401 the first one alone changes something.
  const kind = event.type === 'invalidated' && event.ignored ? 'ignored' : event.type;
  const template = words[kind];
  if (template === undefined) return undefined;
  const text = template.replace(/\{(\w+)\}/, (_, name: string) => duration(Number(Reflect.get(event, name))));
  if (event.type === 'exchange-failed') return { kind, text: `${text} (${event.status ?? event.code})` };
  // Pauses grow, and that is worth seeing.
  return { kind: kind === 'cooling-down' ? text : kind, text };
}

/** A duration as one says it, in its two largest units: `340 ms`, `2.3 s`, `2 min 48 s`, `24 h`. */
export function duration(ms: number): string {
  if (ms < 995) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${Number((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  const parts = { h: Math.floor(seconds / 3600), min: Math.floor(seconds / 60) % 60, s: seconds % 60 };
  const said = Object.entries(parts).filter(([, count]) => count > 0);
  return said
    .slice(0, parts.h > 0 && parts.min === 0 ? 1 : 2)
    .map(([unit, count]) => `${count} ${unit}`)
    .join(' ');
}
