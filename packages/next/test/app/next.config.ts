import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const { CACHE_COMPONENTS, BASE_PATH, TRAILING_SLASH, LOCALES } = process.env;

const config: NextConfig = {
  cacheComponents: CACHE_COMPONENTS === 'true',
  ...(BASE_PATH && { basePath: BASE_PATH }),
  ...(TRAILING_SLASH && { trailingSlash: true }),
  ...(LOCALES && { i18n: { locales: LOCALES.split(','), defaultLocale: 'en' } }),
  turbopack: { root: fileURLToPath(new URL('../../../..', import.meta.url)) },
  async rewrites() {
    return [
      { source: '/short/:path*', destination: '/api/echo/:path*' },
      { source: '/short-edge/:path*', destination: '/api/edge/:path*' },
      { source: '/conversation/:id', destination: '/api/echo/open/conversations/:id' },
    ];
  },
};

export default config;
