import type { IssuerAddress } from './issuer/issuer-address.ts';

/** What is measured: something that hands out tokens, called as its README shows. */
export interface SubjectClient<Answer = unknown> {
  /** The call that is measured. */
  getToken(): Promise<Answer>;
  /** The token string in what `getToken` answers. Not measured. */
  tokenOf(answer: Answer): string;
}

/** One way to get tokens. Each file in `subjects/` exports one as `subject`. */
export interface Subject<Answer = unknown> {
  /** As the tables call it. */
  readonly title: string;
  /** The npm package, whose installed version the tables show; `undefined` for code written by hand. */
  readonly packageName: string | undefined;
  /** What had to be adapted for the local issuer, for RESULTS.md. */
  readonly adapted: string;
  /** Makes a client with an empty memory. */
  create(issuer: IssuerAddress): Promise<SubjectClient<Answer>> | SubjectClient<Answer>;
}

/** Files of `subjects/` that every table has, in its order: ours first. */
export const subjectNames = [
  'tokenkeep',
  'limit',
  'module-variable',
  'google-auth-library',
  'azure-msal-node',
  'azure-identity',
  'auth0',
  'octokit-auth-app',
  'badgateway-oauth2-client',
  'simple-oauth2',
  'smithy-core',
] as const;

/** The name of a file in `subjects/`. */
export type SubjectName = (typeof subjectNames)[number] | 'limit-by-ky';

/** Loads one subject. */
export async function loadSubject(name: SubjectName): Promise<Subject> {
  const module: { readonly subject: Subject } = await import(`./subjects/${name}.ts`);
  return module.subject;
}
