// Signs with each kind of key, given as PEM and as JWK, and reads instants, in whatever runtime this is.
import { generateKeyPairSync, verify } from 'node:crypto';

const { parseTokenResponse, privateKeyJwt } = await import(`${process.argv[2]}/index.js`);

const kinds = {
  RS256: { hash: 'sha256', make: () => generateKeyPairSync('rsa', { modulusLength: 2048 }) },
  ES256: { hash: 'sha256', make: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }) },
  ES384: { hash: 'sha384', make: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }) },
  ES512: { hash: 'sha512', make: () => generateKeyPairSync('ec', { namedCurve: 'P-521' }) },
  EdDSA: { hash: undefined, make: () => generateKeyPairSync('ed25519') },
};

const signed = {};
for (const [alg, { hash, make }] of Object.entries(kinds)) {
  const { privateKey, publicKey } = make();
  const forms = { PEM: { type: 'pkcs8', format: 'pem' }, JWK: { format: 'jwk' } };
  for (const [form, how] of Object.entries(forms)) {
    const auth = privateKeyJwt({ clientId: 'client', key: privateKey.export(how) });
    const { prove, secret } = await auth.prepare();
    const { params } = await prove({ tokenUrl: 'https://login.example.com/token' });
    const [header, claims, signature] = Object.fromEntries(params).client_assertion.split('.');
    const said = JSON.parse(Buffer.from(header, 'base64url').toString()).alg;
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' };
    const valid = verify(hash, Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'));
    signed[`${alg} ${form}`] = valid && said === alg && secret !== undefined;
  }
}

const headers = new Headers({ date: 'Thu, 26 Nov 2026 12:00:00 GMT' });
const instants = [
  '2026-11-26T13:00:00.000000Z',
  '2026-11-26 13:00:00',
  '2026-11-26T15:00:00+0200',
  '2026-11-26t13:00z',
];
const lives = instants.map((end) => {
  const places = { accessToken: 'token', life: { instant: 'end' } };
  const at = { origin: 'https://login.example.com', names: { credentials: 'key', url: 'url' } };
  return parseTokenResponse({ body: { token: 'a', end }, headers }, places, at).expiresInMs;
});

console.log(JSON.stringify({ signed, lives }));
