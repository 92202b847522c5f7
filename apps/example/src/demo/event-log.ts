import type { TokenEvent } from '@tokenkeep/core';
import { eventWords, isTrouble } from './event-words.ts';
import type { LogEntry } from './state.ts';

/** The most there is; and what a new chapter leaves of it, so that nothing is dropped under a reader's eyes. */
const mostEntries = 300;
const keptEntries = 75;
/** What comes again within this long counts up the entry that is there. */
const togetherMs = 60_000;

interface Kept extends LogEntry {
  readonly kind: string;
  readonly lastAt: number;
}

/**
 * What happened, in words, oldest first. The same thing again counts up what was said of the first time, so that it can
 * be read, and so that no line ever changes its height.
 */
export class EventLog {
  readonly #kept: Kept[] = [];
  #lastId = 0;

  /** An event of an adapter's client. */
  event(adapter: string, event: TokenEvent): void {
    const text = eventWords(event);
    if (text !== undefined) this.note(adapter, kindOf(event), text, isTrouble(event));
  }

  /** Anything else. @param kind what it has in common with what is to be counted together with it */
  note(adapter: string, kind: string, text: string, trouble = false): void {
    const at = Date.now();
    const index = this.#kept.findLastIndex((entry) => entry.adapter === adapter && entry.kind === kind);
    const entry = this.#kept[index];
    if (entry !== undefined && at - entry.lastAt < togetherMs) {
      this.#kept[index] = { ...entry, lastAt: at, count: entry.count + 1 };
      return;
    }
    this.#add({ adapter, kind, text, trouble });
  }

  /** Begins a new chapter: what comes after it is not counted together with what came before. */
  chapter(text: string): void {
    if (this.#kept.length > 2 * keptEntries) this.#kept.splice(0, this.#kept.length - keptEntries);
    for (const [index, entry] of this.#kept.entries()) this.#kept[index] = { ...entry, kind: '' };
    this.#add({ adapter: 'you', kind: '', text, trouble: false });
  }

  get entries(): LogEntry[] {
    return this.#kept.map(({ id, adapter, text, at, count, trouble }) => ({ id, adapter, text, at, count, trouble }));
  }

  #add(given: Pick<Kept, 'adapter' | 'kind' | 'text' | 'trouble'>): void {
    const at = Date.now();
    this.#lastId += 1;
    this.#kept.push({ ...given, id: this.#lastId, at, lastAt: at, count: 1 });
    if (this.#kept.length > mostEntries) this.#kept.shift();
  }
}

function kindOf(event: TokenEvent): string {
  // Pauses grow, and that is worth seeing.
  if (event.type === 'cooling-down') return `${event.type} ${event.durationMs}`;
  // Of many calls that get a 401 the first one alone changes something.
  return event.type === 'invalidated' ? `${event.type} ${event.ignored}` : event.type;
}
