import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import nextModule from 'next';
import { runApp } from '../app-process.ts';

// Next types its default export as ESM sees it; what Node gives is the function itself.
const createNext = nextModule as unknown as typeof nextModule.default;

// Its client lives in Next's bundles: next/instrumentation.ts reports for it.
const dir = fileURLToPath(new URL('../../next', import.meta.url));
const app = createNext({ dev: false, dir, hostname: '127.0.0.1' });
await app.prepare();
const handle = app.getRequestHandler();
const server = createServer((request, reply) => void handle(request, reply));
runApp(server, () => app.close());
