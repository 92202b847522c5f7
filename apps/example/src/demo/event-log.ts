import type { TokenEvent } from '@tokenkeep/core';
import { eventWords, isTrouble } from './event-words.ts';
import type { LogEntry } from './state.ts';

const keptEntries = 100;
/** What comes again within this long counts up the entry that is there. */
const togetherMs = 60_000;

/** What happened, in words, oldest first. The same thing again counts up, so that it can be read. */
export class EventLog {
  readonly #kept: (LogEntry & { readonly kind: string })[] = [];
  #lastId = 0;

  /** An event of an adapter's client. */
  event(adapter: string, event: TokenEvent): void {
    const text = eventWords(event);
    if (text !== undefined) this.note(adapter, event.type, text, isTrouble(event));
  }

  /** Anything else. @param kind what it has in common with what is to be counted together with it */
  note(adapter: string, kind: string, text: string, trouble = false): void {
    const at = Date.now();
    const index = this.#kept.findLastIndex((entry) => entry.adapter === adapter && entry.kind === kind);
    const entry = this.#kept[index];
    if (entry !== undefined && at - entry.at < togetherMs && this.#kept.length - index <= 20) {
      this.#kept[index] = { ...entry, text, at, count: entry.count + 1 };
      return;
    }
    this.#lastId += 1;
    this.#kept.push({ id: this.#lastId, adapter, kind, text, at, count: 1, trouble });
    if (this.#kept.length > keptEntries) this.#kept.shift();
  }

  /** Begins a new chapter: what comes after it is not counted together with what came before. */
  chapter(text: string): void {
    this.#lastId += 1;
    for (const [index, entry] of this.#kept.entries()) this.#kept[index] = { ...entry, kind: '' };
    this.#kept.push({ id: this.#lastId, adapter: 'you', kind: '', text, at: Date.now(), count: 1, trouble: false });
  }

  get entries(): LogEntry[] {
    return this.#kept.map(({ id, adapter, text, at, count, trouble }) => ({ id, adapter, text, at, count, trouble }));
  }
}
