import type { TokenEvent } from '@tokenkeep/core';
import { eventWords } from './event-words.ts';

/** One thing that happened, or the same thing several times; the text and `at`, epoch milliseconds, are of the first. */
export interface LogEntry {
  readonly id: number;
  readonly adapter: string;
  readonly text: string;
  readonly at: number;
  count: number;
}

/** The most there is; and what a new chapter leaves of it, so that nothing is dropped under a reader's eyes. */
const [mostEntries, keptEntries] = [300, 75];

/**
 * What happened, in words, oldest first. The same thing again counts up what was said of the first time, so that it can
 * be read, and so that no line ever changes its height.
 */
export class EventLog {
  readonly entries: LogEntry[] = [];
  /** What stands in this chapter for whom and what kind of thing. */
  readonly #chapter = new Map<string, LogEntry>();
  #lastId = 0;

  /** An event of an application's client. */
  event(adapter: string, event: TokenEvent): void {
    const said = eventWords(event);
    if (said !== undefined) this.note(adapter, said.text, said.kind);
  }

  /** Anything else. @param kind what it has in common with what is to be counted together with it */
  note(adapter: string, text: string, kind: string = text): void {
    const known = this.#chapter.get(`${adapter} ${kind}`);
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    this.#lastId += 1;
    const entry = { id: this.#lastId, adapter, text, at: Date.now(), count: 1 };
    this.#chapter.set(`${adapter} ${kind}`, entry);
    this.entries.push(entry);
    if (this.entries.length > mostEntries) this.entries.shift();
  }

  /** Begins a new chapter: what comes after it is not counted together with what came before. */
  chapter(text: string): void {
    if (this.entries.length > 2 * keptEntries) this.entries.splice(0, this.entries.length - keptEntries);
    this.#chapter.clear();
    this.note('you', text);
  }
}
