/** A request as it reached a stub. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What an API documents: where it is asked, what it wants, what it answers, how it takes the token. */
export interface DocumentedApi {
  /** What the snippet reads from the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from files, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  /** Whether the request is as the documentation wants it. */
  readonly wants: (request: ReceivedRequest) => boolean;
  readonly answers: unknown;
  readonly answerHeaders?: Readonly<Record<string, string>>;
  readonly status?: number;
  /** Where the API is called, and the header in which it takes the token. */
  readonly api: string;
  readonly presented?: string;
  /** What it is asked besides, and what it says to that. */
  readonly besides?: Readonly<Record<string, unknown>>;
}

export const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjbGllbnQifQ.c2lnbmF0dXJl';

/** What most of them answer. */
export const standard: Readonly<Record<string, unknown>> = {
  access_token: token,
  token_type: 'Bearer',
  expires_in: 3600,
};
