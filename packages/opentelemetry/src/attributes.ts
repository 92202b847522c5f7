import type { Attributes } from '@opentelemetry/api';

/** The attribute that tells clients apart. */
export const clientName = 'tokenkeep.client.name';

/** Where an exchange went, as the semantic conventions name it: the host and port, never a path. */
export function serverAttributes(origin: string): Attributes {
  if (!URL.canParse(origin)) return {};
  const { hostname, port, protocol } = new URL(origin);
  const usual = protocol === 'http:' ? 80 : 443;
  return { 'server.address': hostname, 'server.port': port === '' ? usual : Number(port) };
}
