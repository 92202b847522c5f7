import { isUnreachable, TokenError } from '@tokenkeep/core';
import { exitCodes, tokenExitCodes } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';

/** How a failure is told. */
export interface Failure {
  /** One line: what, and the remedy. */
  readonly message: string;
  readonly exitCode: number;
}

/** Words what went wrong. The message of a foreign error is not told, since nobody knows what is in it. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof UsageError) return { message: error.message, exitCode: exitCodes.usage };
  if (TokenError.isInstance(error)) {
    // A copy of core from the future may have a code that this one does not know.
    return { message: error.message, exitCode: tokenExitCodes[error.code] ?? exitCodes.failed };
  }
  const { name = 'Error', code, cause }: { name?: unknown; code?: unknown; cause?: unknown } = Object(error);
  if (isUnreachable(error)) {
    const { code: why = 'unknown' }: { code?: unknown } = Object(cause);
    const message = `The API was not reached, or broke off (${String(why)}): check the URL and the network.`;
    return { message, exitCode: exitCodes.unreachable };
  }
  if (name === 'TimeoutError') {
    return { message: 'No answer came within --timeout: try again later.', exitCode: exitCodes.unreachable };
  }
  const which = typeof code === 'string' ? `${String(name)}, ${code}` : String(name);
  return { message: `Something unexpected happened (${which}): run tokenkeep doctor.`, exitCode: exitCodes.failed };
}
