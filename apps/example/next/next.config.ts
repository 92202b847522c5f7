import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const headers = [
  {
    key: 'Content-Security-Policy',
    // Next starts its pages with inline scripts, and React sets inline styles.
    value: [
      "default-src 'self'",
      "script-src 'self' 'unsafe-inline'",
      "style-src 'self' 'unsafe-inline'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
];

const config: NextConfig = {
  turbopack: { root: fileURLToPath(new URL('../../..', import.meta.url)) },
  poweredByHeader: false,
  headers: async () => [{ source: '/:path*', headers }],
};

export default config;
