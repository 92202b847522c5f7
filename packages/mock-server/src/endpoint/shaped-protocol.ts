import type { FastifyRequest } from 'fastify';
import type { Answer } from '../answer.ts';
import type { Grant } from '../issuer/sticky-issuer.ts';
import { readBasic } from '../route/client-authentication.ts';
import { refuse } from '../route/refuse.ts';
import type { TokenProtocol } from '../route/token-protocol.ts';
import type { EndpointShape } from './endpoint-shape.ts';
import {
  type Facts,
  fillObject,
  fillTemplate,
  readTemplate,
  type TemplateReading,
  templateSchema,
} from './template.ts';

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';

/** Makes a token endpoint of a shape that `parseEndpointShape` has read. */
export function shapedProtocol(
  shape: EndpointShape,
  appIdOf: (appSecret: string) => string | undefined,
): TokenProtocol {
  const { path, method = 'POST', request: asked, response, refusal, present } = shape;
  const headers = lowerCased(asked.headers);
  const body = asked.json ?? asked.form;

  function read(request: FastifyRequest): TemplateReading & { readonly appId?: string } {
    const readings = [
      readTemplate(body ?? {}, request.body),
      readTemplate(asked.query ?? {}, request.query),
      readTemplate(headers ?? {}, request.headers),
    ];
    const basic = asked.basic === undefined ? undefined : readBasic(request.headers.authorization, asked.basic);
    const credentials = basic === undefined ? {} : { appId: basic.clientId, appSecret: basic.clientSecret };
    const any = readings.flatMap((reading) => reading.any);
    const found: TemplateReading = Object.assign({}, ...readings, credentials, { any });
    // Some APIs have a key and no name beside it.
    const appId = found.appId ?? (found.appSecret === undefined ? undefined : appIdOf(found.appSecret));
    return { ...found, ...(appId !== undefined && { appId }) };
  }

  return {
    path,
    method,
    ...(body !== undefined && { contentType: asked.json === undefined ? FORM : JSON_TYPE }),
    requestSchema: {
      ...(body !== undefined && { body: templateSchema(body) }),
      ...(asked.query !== undefined && { querystring: templateSchema(asked.query) }),
      ...(headers !== undefined && { headers: templateSchema(headers) }),
    },
    claimedAppId: (request) => read(request).appId,
    read(request) {
      const { appId, appSecret = '', any } = read(request);
      const purpose = JSON.stringify([method, path, any]);
      // No name fits an unknown secret: refused as a wrong pair is.
      return { appId: appId ?? '', appSecret, purpose, origin: `http://${request.headers.host ?? ''}`, present };
    },
    granted: (grant, { appId, origin = '' }) => answerOf(response, factsOf(grant, appId, origin)),
    refused: (refused) =>
      refused.status !== 401 || refusal === undefined
        ? refuse(refused)
        : { status: refusal.status ?? 401, body: refusal.json ?? refuse(refused).body },
  };
}

function answerOf(response: EndpointShape['response'], facts: Facts): Answer {
  const headers = Object.entries(response.headers ?? {}).map(([name, text]) => [
    name,
    String(fillTemplate(text, facts)),
  ]);
  return {
    status: response.status ?? 200,
    headers: { 'cache-control': 'no-store', ...Object.fromEntries(headers) },
    body: fillObject(response.json ?? {}, facts),
  };
}

function factsOf(
  { token, expiresIn, remainingMs, issuedAt, expiresAt, expiresAtS }: Grant,
  appId: string,
  origin: string,
): Facts {
  return {
    accessToken: token,
    expiresIn,
    expiresInMs: remainingMs,
    expiresAt: new Date(expiresAt).toISOString(),
    expiresAtS,
    expiresAtMs: expiresAt,
    issuedAtS: Math.floor(issuedAt / 1000),
    issuedAtMs: issuedAt,
    appId,
    origin,
  };
}

function lowerCased(headers: Readonly<Record<string, string>> | undefined): Record<string, string> | undefined {
  if (headers === undefined) return undefined;
  return Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]));
}
