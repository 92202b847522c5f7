import type { JsonValue } from '../fault/fault.ts';

/** Any JSON in which strings may hold placeholders such as `$appId`. `$$` is a dollar sign. */
export type Template = JsonValue;

/** A JSON object in which strings may hold placeholders. */
export interface TemplateObject {
  readonly [name: string]: Template;
}

/**
 * What a token endpoint asks and answers, written down so that any API's endpoint can be rehearsed.
 *
 * In `request`, `$appId`, `$appSecret` and `$any` stand where a client puts them; everything else has to be there as
 * it is written, and what is not written is ignored. In `response`, `$accessToken`, `$expiresIn` (seconds),
 * `$expiresInMs`, `$expiresAt` (ISO 8601), `$expiresAtS`, `$expiresAtMs`, `$issuedAtS`, `$issuedAtMs`, `$appId` and
 * `$origin` (of this server) are filled in: as numbers where they are numbers and stand alone, as digits in a string
 * with `Text` after the name (`$expiresInText`) or among other text.
 */
export interface EndpointShape {
  /** Where it is, such as `/v1/login`. */
  readonly path: string;
  /** Default `POST`. */
  readonly method?: 'GET' | 'POST';
  /** What a client sends. `json` and `form` exclude each other. */
  readonly request: {
    readonly json?: TemplateObject;
    readonly form?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
    /** HTTP Basic with id and secret, form-encoded first as RFC 6749 §2.3.1 says, or `raw`. */
    readonly basic?: 'form' | 'raw';
  };
  /** What it answers to the right credentials. */
  readonly response: {
    /** Default 200. */
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly json?: TemplateObject;
  };
  /** What it answers to wrong ones. Default 401 and a message. */
  readonly refusal?: { readonly status?: number; readonly json?: { readonly [name: string]: JsonValue } };
  /** How its tokens are shown to the API. Default `Authorization: Bearer`. */
  readonly present?: Presentation;
}

/** The request header in which the API expects a token, and the word before it, if there is one. */
export interface Presentation {
  readonly header: string;
  readonly scheme?: string;
}
