/** The variables of the two issuers. */
export type Variable =
  | 'SYMBL_APP_ID'
  | 'SYMBL_APP_SECRET'
  | 'SYMBL_APP_SECRET_FILE'
  | 'SYMBL_BASE_URL'
  | 'OAUTH_TOKEN_URL'
  | 'OAUTH_ISSUER'
  | 'OAUTH_CLIENT_ID'
  | 'OAUTH_CLIENT_SECRET'
  | 'OAUTH_CLIENT_SECRET_FILE'
  | 'OAUTH_SCOPE'
  | 'OAUTH_AUDIENCE'
  | 'OAUTH_AUTH_METHOD'
  | 'OAUTH_API_ORIGINS';

/** A variable that says who is asked for tokens. All but secrets are flags as well: `--symbl-app-id`. */
export interface Setting {
  readonly variable: Variable;
  readonly kind: 'symbl' | 'oauth';
  /** Secrets never stand in arguments, where every user of the machine reads them. */
  readonly secret?: true;
  /** What it is, for the help. */
  readonly what: string;
  /** What stands for its value in the help. */
  readonly value: string;
}

/** Every variable, in the order of the help. */
export const settings: readonly Setting[] = [
  { variable: 'SYMBL_APP_ID', kind: 'symbl', value: 'id', what: 'Symbl: the application' },
  { variable: 'SYMBL_APP_SECRET', kind: 'symbl', value: 'secret', secret: true, what: 'Symbl: its secret' },
  { variable: 'SYMBL_APP_SECRET_FILE', kind: 'symbl', value: 'file', what: 'Symbl: a file that holds the secret' },
  { variable: 'SYMBL_BASE_URL', kind: 'symbl', value: 'url', what: 'Symbl: another address than https://api.symbl.ai' },
  { variable: 'OAUTH_TOKEN_URL', kind: 'oauth', value: 'url', what: 'OAuth: the token endpoint' },
  { variable: 'OAUTH_ISSUER', kind: 'oauth', value: 'url', what: 'OAuth: or the issuer, whose metadata name it' },
  { variable: 'OAUTH_CLIENT_ID', kind: 'oauth', value: 'id', what: 'OAuth: the client' },
  { variable: 'OAUTH_CLIENT_SECRET', kind: 'oauth', value: 'secret', secret: true, what: 'OAuth: its secret' },
  { variable: 'OAUTH_CLIENT_SECRET_FILE', kind: 'oauth', value: 'file', what: 'OAuth: a file that holds the secret' },
  { variable: 'OAUTH_SCOPE', kind: 'oauth', value: 'scopes', what: 'OAuth: what the token is to allow' },
  { variable: 'OAUTH_AUDIENCE', kind: 'oauth', value: 'name', what: 'OAuth: the API it is for' },
  {
    variable: 'OAUTH_AUTH_METHOD',
    kind: 'oauth',
    value: 'method',
    what: 'OAuth: client_secret_basic (default), client_secret_basic_raw or client_secret_post',
  },
  {
    variable: 'OAUTH_API_ORIGINS',
    kind: 'oauth',
    value: 'origins',
    what: 'OAuth: where fetch may go, comma-separated',
  },
];

/** Values of some of them. */
export type Values = Readonly<Partial<Record<Variable, string>>>;

/** The flag of a variable: `--symbl-app-id`. */
export function flagOf(variable: Variable): string {
  return `--${variable.toLowerCase().replaceAll('_', '-')}`;
}
