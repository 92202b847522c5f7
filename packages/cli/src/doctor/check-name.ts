import { lookup } from 'node:dns/promises';
import { fine, mend, type Finding } from './finding.ts';

/** Whether the issuer's host has an address. */
export async function checkName({ hostname }: URL): Promise<Finding> {
  try {
    const found = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true });
    return fine(`${hostname} has ${String(found.length)} address${found.length === 1 ? '' : 'es'}`);
  } catch (error) {
    const { code = 'unknown' }: { code?: unknown } = Object(error);
    return mend(`${hostname} has no address (${String(code)}): check the spelling of the URL, and DNS.`);
  }
}
