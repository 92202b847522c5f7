/** Anything that JSON can say. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/**
 * One way to misbehave. `status`, `hang`, `reset` (before headers), `html`, `empty` and `redirect` replace the answer:
 * the issuer is not reached, no token is minted. The others spoil the true answer on its way out.
 */
export type Fault =
  | StatusFault
  | HangFault
  | DelayFault
  | DripFault
  | TruncateFault
  | ResetFault
  | HtmlFault
  | OversizedFault
  | ContentTypeFault
  | FieldsFault
  | EmptyFault
  | RedirectFault;

/** Answers this status instead; with 200 and a `body`, any JSON can pose as a token answer. */
export interface StatusFault {
  readonly kind: 'status';
  /** 200 to 599. */
  readonly status: number;
  /** Sent as JSON. Default `{ message }` with the status in it. */
  readonly body?: JsonValue;
  /** Sent as it is, in place of `body`, for what JSON cannot say. */
  readonly text?: string;
  /** `Retry-After`: a number of seconds, or any text, such as an HTTP date. */
  readonly retryAfter?: number | string;
}

/** Takes the request and never answers. */
export interface HangFault {
  readonly kind: 'hang';
}

/** Answers rightly, but late. */
export interface DelayFault {
  readonly kind: 'delay';
  /** Milliseconds. */
  readonly ms: number;
}

/** Sends the headers at once and the right body in small pieces. */
export interface DripFault {
  readonly kind: 'drip';
  /** Bytes per piece. Default 1. */
  readonly chunkBytes?: number;
  /** Milliseconds between pieces. Default 100. */
  readonly intervalMs?: number;
}

/** Cuts the body. */
export interface TruncateFault {
  readonly kind: 'truncate';
  /** How many bytes of the body are sent. Default: half. */
  readonly bytes?: number;
  /**
   * `broken`: Content-Length promises the whole body and the connection ends early.
   * `intact`: Content-Length fits what is sent, so only a JSON parser notices. Default `broken`.
   */
  readonly framing?: 'broken' | 'intact';
}

/** Resets the TCP connection. */
export interface ResetFault {
  readonly kind: 'reset';
  /** Before any header, or with half the body sent. Default `headers`. */
  readonly during?: 'headers' | 'body';
}

/** Answers an HTML page, as a proxy in the way does. */
export interface HtmlFault {
  readonly kind: 'html';
  /** Default 200. */
  readonly status?: number;
}

/** Answers rightly, with a field of padding to make it far too long. Streamed: the server's memory stays flat. */
export interface OversizedFault {
  readonly kind: 'oversized';
  /** Bytes of the decoded body. Default 67 108 864 (64 MiB). */
  readonly bytes?: number;
  /** Sends it gzipped, a thousandth of its size on the wire. Default false. */
  readonly compressed?: boolean;
}

/** Answers rightly under a wrong Content-Type. */
export interface ContentTypeFault {
  readonly kind: 'content-type';
  /** Default `text/plain`. */
  readonly contentType?: string;
}

/** Answers the right JSON object with some fields changed or left out. */
export interface FieldsFault {
  readonly kind: 'fields';
  /** Fields to add or overwrite, such as `{ accessToken: null }`. */
  readonly set?: { readonly [name: string]: JsonValue };
  /** Fields to leave out, such as `['expiresIn']`. */
  readonly omit?: readonly string[];
}

/** Answers without a body. */
export interface EmptyFault {
  readonly kind: 'empty';
  /** Default 200; try 204. */
  readonly status?: number;
}

/** Answers a redirect. */
export interface RedirectFault {
  readonly kind: 'redirect';
  /** Sent as it is. */
  readonly location: string;
  /** 300 to 399. Default 302. */
  readonly status?: number;
}

/** Which calls a fault is for: the token routes (both of them) or the protected API. */
export type FaultRoute = 'token' | 'api';

/** A fault and the calls it is for. Faults of one route queue up: first queued, first used. */
export interface FaultOrder {
  readonly route: FaultRoute;
  /** How many of the next calls; `Infinity` for all until `clearFaults` or `reset`. Default 1. */
  readonly times?: number;
  readonly fault: Fault;
}
