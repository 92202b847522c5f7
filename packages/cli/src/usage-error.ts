/** The command was called or configured in a way that cannot work. The message names what and the remedy, never a value. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
