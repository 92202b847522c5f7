const { subtle } = globalThis.crypto;
const pending = new Set<Promise<unknown>>();

// Sealing runs on other threads, in real time: a simulation has to know when it is over.
for (const name of ['importKey', 'deriveBits', 'deriveKey', 'encrypt', 'decrypt']) {
  const original: unknown = Reflect.get(subtle, name);
  if (typeof original !== 'function') throw new TypeError(`No crypto.subtle.${name} here.`);
  Reflect.set(subtle, name, (...args: unknown[]) => {
    const done = Promise.resolve(Reflect.apply(original, subtle, args)).finally(() => pending.delete(done));
    pending.add(done);
    return done;
  });
}

/** Resolves when everything that is left to happen in this process waits for a fake clock, or for the network. */
export async function drained(): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (pending.size > 0);
}

/** Lets promises go on that wait for nothing else. */
export async function microtasks(): Promise<void> {
  for (let n = 0; n < 12; n += 1) await undefined;
}
