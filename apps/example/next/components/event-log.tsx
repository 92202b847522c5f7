import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { LogEntry } from '../../src/demo/state.ts';
import { seriesLook } from '../lib/series.ts';
import { timeOfDay } from '../lib/time-left.ts';

const announceEveryMs = 10_000;

/** What happens, in words, newest last. Read out in portions, every ten seconds at the most. */
export function EventLog({ events }: { readonly events: readonly LogEntry[] }): ReactNode {
  const list = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  const lastId = events.at(-1)?.id;

  useEffect(() => {
    // One frame after the new lines, so that this is a scroll and no shift of the layout.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        if (list.current !== null && follows.current) list.current.scrollTop = list.current.scrollHeight;
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [lastId]);

  return (
    <section className="panel log" aria-labelledby="log-title">
      <h2 id="log-title">What happens</h2>
      <ol
        ref={list}
        tabIndex={0}
        aria-labelledby="log-title"
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          follows.current = scrollTop + clientHeight > scrollHeight - 24;
        }}
      >
        {events.map(({ id, adapter, text, at, count, trouble }) => (
          <li key={id} style={seriesLook(adapter).style} data-trouble={trouble} data-you={adapter === 'you'}>
            <time suppressHydrationWarning>{timeOfDay(at)}</time>
            <span className="words">
              <b>{adapter}</b> {text}
            </span>
            <span className="count">{count > 1 ? `×${count.toLocaleString('en')}` : ''}</span>
          </li>
        ))}
      </ol>
      <Announcer key="announcer" lastId={lastId} events={events} />
    </section>
  );
}

/** Says what is new, and then nothing for a while. */
function Announcer({
  lastId = 0,
  events,
}: {
  readonly lastId: number | undefined;
  readonly events: readonly LogEntry[];
}): ReactNode {
  const [said, setSaid] = useState('');
  const saidId = useRef(lastId);
  const newest = useRef(events);
  newest.current = events;

  useEffect(() => {
    const timer = setInterval(() => {
      const fresh = newest.current.filter(({ id }) => id > saidId.current);
      const last = fresh.at(-1);
      if (last === undefined) return;
      saidId.current = last.id;
      const more = fresh.length > 1 ? `${fresh.length} events, the last: ` : '';
      setSaid(`${more}${last.adapter} ${last.text}`);
    }, announceEveryMs);
    return () => clearInterval(timer);
  }, []);

  return (
    <p className="unseen" aria-live="polite">
      {said}
    </p>
  );
}
