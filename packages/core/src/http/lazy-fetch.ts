/**
 * A `fetch` that is loaded at its first call. It reads at once what it is given, as `fetch` does: the caller may change
 * it while the rest is being loaded.
 */
export function lazyFetch(load: () => Promise<typeof fetch>): typeof fetch {
  let loaded: typeof fetch | undefined;
  return async (input, init) => {
    const target = input instanceof Request ? input : String(input);
    const given = init instanceof Request ? init : { ...init };
    loaded ??= await load();
    return loaded(target, given);
  };
}
