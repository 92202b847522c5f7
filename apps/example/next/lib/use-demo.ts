import { useEffect, useState } from 'react';
import type { Action } from '../../src/demo/buttons.ts';
import type { DemoState } from '../../src/example.ts';

/** Follows the example, twice a second. `connected`: whether it still answers. */
export function useDemo(initial: DemoState) {
  const [state, setState] = useState(initial);
  const [connected, setConnected] = useState(true);
  const ask = async (init?: RequestInit): Promise<void> => {
    try {
      const next: DemoState = await (await fetch('/demo', { cache: 'no-store', ...init })).json();
      // Answers may overtake each other.
      setState((shown) => (next.at > shown.at ? next : shown));
      setConnected(true);
    } catch {
      setConnected(false);
    }
  };
  useEffect(() => {
    const timer = setInterval(() => void ask(), 500);
    return () => clearInterval(timer);
  }, []);
  const act = (action: Action): Promise<void> => ask({ method: 'POST', body: JSON.stringify({ action }) });
  return { state, connected, act };
}
