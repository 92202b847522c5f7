import {
  Secret,
  type TokenClientOptions,
  type TokenExchange,
  type TokenGrant,
  type TokenIssuer,
} from '../src/index.ts';
import { loopbackServer, type LoopbackServer } from './loopback-server.ts';
import { grownUpMs, numberedTokens, type NumberedTokens } from './numbered-tokens.ts';

/** An API that refuses `token-1`. */
export const refusing = (): Promise<LoopbackServer> =>
  loopbackServer(({ headers }, response) => {
    const refused = headers.authorization === 'Bearer token-1';
    response.writeHead(refused ? 401 : 200).end(refused ? 'refused' : 'answer');
  });

/** A client that holds `token-1`, no longer new. */
export async function holding(api: LoopbackServer, options: Partial<TokenClientOptions> = {}): Promise<NumberedTokens> {
  const tokens = numberedTokens([api.origin], options);
  await tokens.client.getToken();
  tokens.clock.ahead(grownUpMs);
  return tokens;
}

/** The events that say why a request was not sent again. */
export const notResent = ({ events }: NumberedTokens): unknown[] => events.filter(({ type }) => type === 'not-resent');

/** An issuer that gives one token for ever. */
export function fixedToken(origin: string): TokenIssuer {
  const exchange = async (): Promise<TokenGrant> => ({ accessToken: 'token-1', expiresInMs: 3_600_000 });
  const prepare = (): TokenExchange => ({ identity: ['fixed'], secret: new Secret('secret'), exchange });
  return { origin: 'https://issuer.example.com', apiOrigins: [origin], prepare };
}
