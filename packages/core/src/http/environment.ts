/** Reads an environment variable. `undefined` if it is empty, or if this runtime has no environment or forbids reading it. */
export function environment(name: string): string | undefined {
  try {
    return globalThis.process?.env?.[name] || undefined;
  } catch {
    // Deno, without --allow-env.
    return undefined;
  }
}
