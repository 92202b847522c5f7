import { withClientSecret } from './client-secret.ts';
import type { DocumentedApi } from './documented-api.ts';
import { withKeysAndAssertions } from './keys-and-assertions.ts';
import { withOwnNames } from './own-names.ts';

/** By the title of the snippet in docs/endpoints.md. Shapes are those of the public documentation; values are made up. */
export const documentedApis: Readonly<Record<string, DocumentedApi>> = {
  ...withClientSecret,
  ...withOwnNames,
  ...withKeysAndAssertions,
};
