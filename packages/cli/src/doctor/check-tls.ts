import { once } from 'node:events';
import { connect as connectPlain, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { fine, mend, type Finding } from './finding.ts';

/** Long for a handshake, short for a person who waits. */
const patienceMs = 5000;

/** What a refused certificate means, by the words in its code. */
const remedies: readonly (readonly [code: RegExp, remedy: string])[] = [
  [/EXPIRED/, 'its certificate is over: have it renewed, or set this clock'],
  [/NOT_YET_VALID/, 'its certificate is not valid yet: set this clock'],
  [/ALTNAME/, 'its certificate is for another name: check the URL'],
  [
    /SELF_SIGNED|UNABLE_TO|ISSUER/,
    'its certificate is signed by nobody known here: set NODE_EXTRA_CA_CERTS to the file of its CA',
  ],
  [/REFUSED/, 'nothing listens there: check the port of the URL'],
  [/TIMEOUT|UNREACH|ABORT/, 'it does not answer: check the network, firewalls and proxies'],
];

/** Connects as an exchange would: to its host and port, with TLS where the URL says https. */
export async function checkTls({ protocol, hostname, port, host }: URL, env: NodeJS.ProcessEnv): Promise<Finding> {
  const secure = protocol === 'https:';
  if (secure && env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    return mend('NODE_TLS_REJECT_UNAUTHORIZED is 0, so anybody may pose as the issuer: unset it.');
  }
  const name = hostname.replace(/^\[|\]$/g, '');
  const place = { host: name, port: Number(port || (secure ? 443 : 80)) };
  const servername = isIP(name) === 0 ? name : '';
  const socket = secure ? connectTls({ ...place, servername, rejectUnauthorized: true }) : connectPlain(place);
  try {
    await once(socket, secure ? 'secureConnect' : 'connect', { signal: AbortSignal.timeout(patienceMs) });
    return fine(secure ? `TLS with ${host}` : `${host} is reached, by plain http`);
  } catch (error) {
    const { code = 'unknown' }: { code?: unknown } = Object(error);
    const [, remedy = 'check the URL and the network'] = remedies.find(([known]) => known.test(String(code))) ?? [];
    return mend(`${host} is not reached (${String(code)}): ${remedy}.`);
  } finally {
    socket.destroy();
  }
}
