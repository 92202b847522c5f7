import type { TokenErrorCode } from '@tokenkeep/core';

/** How a command ends when it is not well, besides 0. `exec` ends as its command does, once that has begun. */
export const exitCodes = {
  /** `doctor` found something to mend, or something happened that nobody thought of. */
  failed: 1,
  /** The arguments, the variables or the configuration cannot work. */
  usage: 2,
  /** The issuer refused the credentials. */
  credentials: 3,
  /** The issuer, or with `fetch` the API, was not reached or did not answer in time, or it asks to be left alone. */
  unreachable: 4,
  /** The issuer answered something that is no token, or none that lives long enough. */
  answer: 5,
  /** `fetch`: the API answered 400 or more, as with `curl --fail`. */
  httpError: 22,
  /** `exec`: the command cannot be run, as shells say it; 127 where there is none of that name. */
  notExecutable: 126,
  notFound: 127,
} as const;

/** The exit code for each way in which no token is to be had. */
export const tokenExitCodes: Readonly<Record<TokenErrorCode, number>> = {
  ERR_TOKEN_CONFIG: exitCodes.usage,
  ERR_TOKEN_CREDENTIALS: exitCodes.credentials,
  ERR_TOKEN_FORBIDDEN: exitCodes.credentials,
  ERR_TOKEN_NETWORK: exitCodes.unreachable,
  ERR_TOKEN_TIMEOUT: exitCodes.unreachable,
  ERR_TOKEN_SERVER: exitCodes.unreachable,
  ERR_TOKEN_RATE_LIMITED: exitCodes.unreachable,
  ERR_TOKEN_RESPONSE: exitCodes.answer,
  ERR_TOKEN_REQUEST: exitCodes.answer,
  ERR_TOKEN_NOT_FOUND: exitCodes.answer,
  ERR_TOKEN_LIFETIME: exitCodes.answer,
  ERR_TOKEN_CLOSED: exitCodes.failed,
};
