import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

// Next starts its pages with inline scripts, and React sets inline styles.
const inline = "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'";
const policy = `default-src 'self'; ${inline}; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
const headers = [
  { key: 'Content-Security-Policy', value: policy },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
];

export default {
  turbopack: { root: fileURLToPath(new URL('../../..', import.meta.url)) },
  poweredByHeader: false,
  headers: async () => [{ source: '/:path*', headers }],
} satisfies NextConfig;
