/** What became of one call of an application. */
export interface CallResult {
  readonly ok: boolean;
  readonly ms: number;
}

/** Longer than any application takes to give up by itself, but for the naive client, which never does. */
const patienceMs = 12_000;

/** Asks an application for a conversation. It is answered when that very conversation comes back. Never rejects. */
export async function call(url: string, id: string, limitMs: number = patienceMs): Promise<CallResult> {
  const startedAt = performance.now();
  const ok = await answered(url, id, limitMs).catch(() => false);
  return { ok, ms: performance.now() - startedAt };
}

async function answered(url: string, id: string, limitMs: number): Promise<boolean> {
  const response = await fetch(`${url}/${id}`, { signal: AbortSignal.timeout(limitMs) });
  const body: unknown = await response.json();
  return response.ok && typeof body === 'object' && body !== null && 'id' in body && body.id === id;
}
