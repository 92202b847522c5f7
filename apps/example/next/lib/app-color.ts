import { applications } from '../../src/applications.ts';

const names = applications.map(({ name }) => name);

/** The colour of an application in the chart, on its card and in the lists; of anybody else, that of what is well. */
export function appColor(name: string): string {
  return `var(--color-app-${names.indexOf(name)}, var(--color-good))`;
}
