import {
  clientCredentials,
  clientSecretBasic,
  createTokenClient,
  type ClientCredentialsOptions,
  type TokenClient,
  type TokenIssuer,
} from '../../src/index.ts';

/** A request as it would have left the process. */
export interface CapturedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  readonly form: URLSearchParams;
}

/** What the client is told: a body, with a status other than 200 and headers if need be. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A client of this issuer, whose requests are kept instead of sent, answered in turn; the last answer is repeated. */
export function capturing(
  issuer: TokenIssuer,
  ...answers: readonly Answer[]
): { readonly client: TokenClient; readonly requests: readonly CapturedRequest[] } {
  const requests: CapturedRequest[] = [];
  const client = createTokenClient({
    issuer,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { method, url, headers } = request;
      const { body: said, ...more } = answers[Math.min(requests.length, answers.length - 1)] ?? { body: {} };
      const body = await request.text();
      requests.push({ method, url, headers, body, form: new URLSearchParams(body) });
      return Response.json(said, more);
    },
  });
  return { client, requests };
}

/** Client credentials of a client with a secret, changed. */
export function oauth(options: Partial<ClientCredentialsOptions> = {}): TokenIssuer {
  return clientCredentials({
    ...(options.issuer === undefined ? { tokenUrl: 'https://auth.example.com/token' } : {}),
    auth: clientSecretBasic({ clientId: 'client', clientSecret: 'secret' }),
    apiOrigins: ['https://api.example.com'],
    ...options,
  });
}

/** A good answer, changed. */
export function granted(changes: Readonly<Record<string, unknown>> = {}): Answer {
  return { body: { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600, ...changes } };
}
