/** Next calls it once when the server starts, and compiles it for runtimes that have no processes as well. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs' || process.env['EXAMPLE_HOST'] === undefined) return;
  await import('./lib/host.ts');
}
