import type { IssuerAddress } from './issuer-address.ts';
import type { Subject } from './subject.ts';

/** A client that hands out tokens. */
export interface TokenSubjectClient<Answer = unknown> {
  /** The call that is measured. */
  getToken(): Promise<Answer>;
  /** The token string in what `getToken` answers. Not measured. */
  tokenOf(answer: Answer): string;
}

/** One way to get tokens: a file in `subjects/tokens/`. */
export interface TokenSubject<Answer = unknown> extends Subject {
  /** Makes a client with an empty memory. */
  create(issuer: IssuerAddress): Promise<TokenSubjectClient<Answer>> | TokenSubjectClient<Answer>;
}
