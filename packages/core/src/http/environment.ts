/** An environment variable, wherever there is an environment that may be read. An empty one is absent. */
export function environment(name: string): string | undefined {
  try {
    return globalThis.process?.env?.[name] || undefined;
  } catch {
    // Deno, without --allow-env.
    return undefined;
  }
}
