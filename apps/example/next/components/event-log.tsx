import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { LogEntry } from '../../src/demo/event-log.ts';
import { appColor } from '../lib/app-color.ts';

/** What happens, in words, newest last. Read out in portions, every ten seconds at the most. */
export function EventLog({ events }: { readonly events: readonly LogEntry[] }): ReactNode {
  const list = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  const newest = useRef(events.at(-1));
  const [said, setSaid] = useState(newest.current);
  newest.current = events.at(-1);

  useEffect(() => {
    // One frame after the new lines, so that this is a scroll and no shift of the layout.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        if (follows.current) list.current?.scrollTo({ top: list.current.scrollHeight });
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [newest.current?.id]);

  useEffect(() => {
    const timer = setInterval(() => setSaid(newest.current), 10_000);
    return () => clearInterval(timer);
  }, []);

  return (
    <section className="panel flex flex-col text-sm" aria-labelledby="log">
      <h2 id="log">What happens</h2>
      <ol
        className="min-h-80 flex-[1_1_0] overflow-y-auto"
        ref={list}
        tabIndex={0}
        aria-labelledby="log"
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          follows.current = scrollTop + clientHeight > scrollHeight - 24;
        }}
      >
        {events.map(({ id, adapter, text, at, count }) => (
          <li className="flex flex-wrap gap-x-2 py-1" key={id}>
            <time className="muted" suppressHydrationWarning>
              {new Date(at).toLocaleTimeString('en-GB')}
            </time>
            <span className="flex-[1_1_9rem]">
              <b style={{ color: appColor(adapter) }}>{adapter}</b> {text}
            </span>
            <b>{count > 1 && `×${count.toLocaleString('en')}`}</b>
          </li>
        ))}
      </ol>
      <p className="sr-only" aria-live="polite">
        {said && `${said.adapter} ${said.text}`}
      </p>
    </section>
  );
}
