import type { ScenarioResult } from './runtime/runtime.ts';

/** What one runtime came to. */
export interface RuntimeReport {
  readonly name: string;
  readonly source: string;
  readonly version: string;
  readonly results: readonly ScenarioResult[];
  /** Why it did not run. */
  readonly missing: string | undefined;
}

/** The matrix. */
export function runtimesTable(reports: readonly RuntimeReport[]): string {
  const lines = reports.map(({ name, source, version, results, missing }) => {
    const held = results.filter(({ error }) => error === undefined).length;
    const outcome = missing === undefined ? `${held} of ${results.length}` : 'not on this machine';
    return `| ${name} | ${version} | ${source} | ${outcome} |`;
  });
  return ['| runtime | version | from | scenarios that hold |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

/** The whole of RUNTIMES.md. */
export function runtimesPage(reports: readonly RuntimeReport[]): string {
  const names = reports.find(({ results }) => results.length > 1)?.results.map(({ name }) => `- ${name}`) ?? [];
  return `# Runtimes

The same suite, over core out of its packed tarball and with ky bundled, against \`@tokenkeep/mock-server\`, in each of
these; it runs so in CI. Written by \`pnpm test:apps --write\`.

${runtimesTable(reports)}

Core:

${names.join('\n')}
`;
}
