/** Next calls it once when the server starts. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs' || process.env['EXAMPLE_HOST'] === undefined) return;
  const { tokens } = await import('./lib/tokens.ts');
  const { reportStatus } = await import('../src/app-process.ts');
  const { followHost } = await import('./lib/host.ts');
  reportStatus(tokens);
  followHost();
}
