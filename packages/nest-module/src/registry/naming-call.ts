import { TokenError } from '@tokenkeep/core';

/** Does the work, and puts the call in front of the `TokenError` that it fails with: core knows of no module. */
export async function namingCall<Value>(call: string, work: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!TokenError.isInstance(error)) throw error;
    throw new TokenError(`${call}: ${error.message}`, error);
  }
}
