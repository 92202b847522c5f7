import { describe, expect, it } from 'vitest';
import { IssuerControl } from '../src/issuer/issuer-control.ts';
import { startIssuer } from '../src/issuer/start-issuer.ts';
import { loadSubject, subjectNames } from '../src/subject.ts';

describe('every subject', () => {
  it.each([...subjectNames, 'limit-by-ky'] as const)(
    '%s gets a token by one exchange and keeps it',
    { timeout: 60_000 },
    async (name) => {
      await using issuer = await startIssuer({});
      const control = new IssuerControl(issuer.address);
      const subject = await loadSubject(name);
      const client = await subject.create(issuer.address);
      const token = client.tokenOf(await client.getToken());
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(client.tokenOf(await client.getToken())).toBe(token);
      expect(await control.exchanges()).toBe(1);
    },
  );
});
