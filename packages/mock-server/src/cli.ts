#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { createMockServer } from './create-mock-server.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4010' } } });
const server = await createMockServer({ port: Number(values.port) });
process.stdout.write(`Listening on ${server.url}\n`);
