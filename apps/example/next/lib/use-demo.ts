'use client';

import { useEffect, useRef, useState } from 'react';
import type { Action, DemoState } from '../../src/demo/state.ts';

/** The example as the page knows it. */
export interface LiveDemo {
  readonly state: DemoState;
  /** Whether the example still answers. */
  readonly connected: boolean;
  act(action: Action): Promise<void>;
}

const everyMs = 500;

/** Follows the example, twice a second. */
export function useDemo(initial: DemoState): LiveDemo {
  const [state, setState] = useState(initial);
  const [connected, setConnected] = useState(true);
  const newest = useRef(initial.at);

  const show = (next: DemoState): void => {
    // Answers may overtake each other.
    if (next.at < newest.current) return;
    newest.current = next.at;
    setState(next);
  };

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const poll = async (): Promise<void> => {
      const next = await ask('/demo/state');
      if (ended) return;
      setConnected(next !== undefined);
      if (next !== undefined) show(next);
      timer = setTimeout(() => void poll(), everyMs);
    };
    void poll();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, []);

  return {
    state,
    connected,
    async act(action) {
      const headers = { 'content-type': 'application/json' };
      const next = await ask('/demo/action', { method: 'POST', headers, body: JSON.stringify({ action }) });
      if (next !== undefined) show(next);
    },
  };
}

async function ask(path: string, init?: RequestInit): Promise<DemoState | undefined> {
  try {
    const response = await fetch(path, { cache: 'no-store', ...init });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
