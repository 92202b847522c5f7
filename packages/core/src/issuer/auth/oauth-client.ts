import { readOptions } from '../../errors/read-options.ts';
import { credentialHint, isFunction, requireCredential, type ValueOrFunction } from '../credential.ts';

/** The id and the secret of an OAuth client. */
export interface OAuthClient {
  /** The client's id. */
  readonly clientId: string;
  /** The secret, or a function that returns it, called before each exchange. */
  readonly clientSecret: ValueOrFunction<string>;
}

/** An {@link OAuthClient} at this moment. */
export interface CurrentClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly hint: string | undefined;
}

/**
 * Reads a client wherever it comes from; what is there already is checked at once.
 *
 * @param where the function it was given to, for the error
 * @param requireId what else the id has to fulfil
 * @throws TokenError `ERR_TOKEN_CONFIG` naming what is missing or cannot be sent
 */
export function clientReader(
  where: string,
  given: ValueOrFunction<OAuthClient>,
  requireId: (clientId: string) => void = () => undefined,
): () => Promise<CurrentClient> {
  const checked = (client: OAuthClient): OAuthClient => {
    const copied = readOptions<OAuthClient>(where, client, ['clientId', 'clientSecret']);
    requireId(requireCredential('clientId', copied.clientId));
    return copied;
  };
  if (isFunction(given)) return async () => readSecret(checked(await given()));
  const client = checked(given);
  if (!isFunction(client.clientSecret)) requireCredential('clientSecret', client.clientSecret);
  return () => readSecret(client);
}

async function readSecret({ clientId, clientSecret: given }: OAuthClient): Promise<CurrentClient> {
  const clientSecret = requireCredential('clientSecret', isFunction(given) ? await given() : given);
  const hint = credentialHint('clientSecret', clientSecret) ?? credentialHint('clientId', clientId);
  return { clientId, clientSecret, hint };
}
