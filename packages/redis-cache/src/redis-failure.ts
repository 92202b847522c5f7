/** What plain errors of ioredis and of node-redis's queue say, and a word for it: they have neither code nor class. */
const wordings: readonly (readonly [beginning: string, code: string])[] = [
  ['Connection is closed', 'ERR_CONNECTION_CLOSED'],
  ["Stream isn't writeable", 'ENOTCONN'],
  ['Command timed out', 'ETIMEDOUT'],
  ['None of startup nodes is available', 'ERR_NO_CLUSTER_NODE'],
  ['All sentinels are unreachable', 'ERR_NO_SENTINEL'],
  ['The queue is full', 'ERR_QUEUE_FULL'],
];

/**
 * Why Redis could not be asked, in one word for core's events, and never in the words of an error: those of some
 * clients quote the command, value included.
 */
export class RedisFailure extends Error {
  /** Redis's first word (`NOPERM`), a system's or client's code (`ECONNREFUSED`), or a class (`ClientClosedError`). */
  readonly code: string | undefined;
  /** Redis has answered, and said no. */
  readonly refused: boolean;

  private constructor(message: string, code: string | undefined, refused: boolean) {
    super(message);
    this.code = code;
    this.refused = refused;
  }

  /** No reply in time. @param ready whether the client says that it is connected */
  static silent(boundMs: number, ready: boolean | undefined): RedisFailure {
    return ready === false
      ? new RedisFailure(`The client was not connected to Redis within ${boundMs} ms.`, 'ENOTCONN', false)
      : new RedisFailure(`Redis did not answer within ${boundMs} ms.`, 'ETIMEDOUT', false);
  }

  /** What a client's error means. */
  static of(error: unknown): RedisFailure {
    if (error instanceof RedisFailure) return error;
    const { message, code }: { message?: unknown; code?: unknown } = Object(error);
    const text = typeof message === 'string' ? message : '';
    const word = firstWord(text);
    if (word !== undefined) return new RedisFailure(`Redis refused a command (${word}).`, word, true);
    const known = wordings.find(([beginning]) => text.startsWith(beginning))?.[1];
    const name = typeof code === 'string' ? code : (known ?? className(error));
    return new RedisFailure(`A command could not be sent to Redis (${name ?? 'unknown'}).`, name, false);
  }
}

/** How Redis 6, 7 and 8 and Valkey say inside a script what they say as NOPERM outside. */
const deniedInScript = /ACL failure in script|The user executing the script can't run/;

/** What Redis refuses begins with a word for the reason, such as READONLY. */
function firstWord(text: string): string | undefined {
  const [word] = /^[A-Z]{2,}(?= )/.exec(text) ?? [];
  return word === 'ERR' && deniedInScript.test(text) ? 'NOPERM' : word;
}

/** The class of an error, where it has one of its own. */
function className(error: unknown): string | undefined {
  const { name } = Object(Object(error).constructor);
  return typeof name === 'string' && name !== 'Error' && name !== 'Object' ? name : undefined;
}
