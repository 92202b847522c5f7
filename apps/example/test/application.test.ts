import { describe, expect, it } from 'vitest';
import { Application, complaintLine } from '../src/application.ts';
import { applications } from '../src/applications.ts';

describe('an application that does not start', () => {
  it('says in one line what was thrown, not where', async () => {
    const credentials = { appId: 'nobody', appSecret: 'nothing' };
    const [spec] = applications;
    if (spec === undefined) throw new Error('There are applications.');
    const app = new Application({ ...spec, name: 'nobody', file: 'nobody' }, credentials, () => undefined);
    await expect(app.start({})).rejects.toThrow(
      /^nobody did not start: Error: Cannot find module '\S+\/apps\/nobody\.js'$/,
    );
  });

  it.each([
    {
      what: "Node's position, the error and its stack",
      stderr:
        "/app/filesystem.js:260\n    throw new Error(`x`);\n    ^\n\nError: Could not find a build: run 'next build'.\n    at setup (/app/filesystem.js:260:19)\n\nNode.js v24.0.0\n",
      line: "Error: Could not find a build: run 'next build'.",
    },
    {
      what: 'an error with a code',
      stderr: 'node:internal/modules:1\n\nTypeError [ERR_ARG]: Must be a string.\n    at x\n  [cause]: Error: no\n',
      line: 'TypeError [ERR_ARG]: Must be a string.',
    },
    { what: 'a line without an error', stderr: '\nout of memory\nmore\n', line: 'out of memory' },
    { what: 'nothing', stderr: '', line: '' },
  ])('takes the right line of $what', ({ stderr, line }) => {
    expect(complaintLine(stderr)).toBe(line);
  });
});
