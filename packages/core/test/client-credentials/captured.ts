import {
  clientCredentials,
  createTokenClient,
  type ClientCredentialsOptions,
  type TokenClient,
} from '../../src/index.ts';

/** A request as it would have left the process. */
export interface CapturedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly form: URLSearchParams;
}

/** What the client is told: a body, with a status other than 200 if need be. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** A client whose requests are kept instead of sent, answered in turn; the last answer is repeated. */
export function capturing(
  options: Partial<ClientCredentialsOptions>,
  ...answers: readonly Answer[]
): { readonly client: TokenClient; readonly requests: readonly CapturedRequest[] } {
  const requests: CapturedRequest[] = [];
  const issuer = clientCredentials({
    ...(options.issuer === undefined ? { tokenUrl: 'https://auth.example.com/token' } : {}),
    ...(options.credentials === undefined ? { clientId: 'client', clientSecret: 'secret' } : {}),
    apiOrigins: ['https://api.example.com'],
    ...options,
  });
  const client = createTokenClient({
    issuer,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { method, url, headers } = request;
      const { status = 200, body } = answers[Math.min(requests.length, answers.length - 1)] ?? { body: {} };
      requests.push({ method, url, headers, form: new URLSearchParams(await request.text()) });
      return Response.json(body, { status });
    },
  });
  return { client, requests };
}

/** A good answer, changed. */
export function granted(changes: Readonly<Record<string, unknown>> = {}): Answer {
  return { body: { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600, ...changes } };
}
