import type { ApiSubject } from '../../parts/api-subject.ts';

export const subject: ApiSubject = {
  title: 'plain `fetch`',
  packageName: undefined,
  about: '`fetch` with the header set, of a token that is there',
  byFetch: true,
  create:
    ({ token, fetch }) =>
    async ({ url, headers, ...init }) => {
      const response = await fetch(url, { ...init, headers: { ...headers, authorization: `Bearer ${token}` } });
      await response.arrayBuffer();
      return response.status;
    },
};
