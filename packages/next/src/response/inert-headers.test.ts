import { describe, expect, it } from 'vitest';
import { inertHeaders } from './inert-headers.ts';

describe('a body that the browser might run as a page', () => {
  it.each([
    'text/html; charset=utf-8',
    'application/xhtml+xml',
    'image/svg+xml',
    'text/xml',
    'text/xsl',
    'application/rss+xml',
    'multipart/x-mixed-replace; boundary=x',
    'multipart/mixed',
    'application/pdf',
    'message/rfc822',
    'text/cache-manifest',
    'application/octet-stream',
    'TEXT/HTML',
    'application/json, text/html',
    'text/html, application/json',
    'x',
    '',
    null,
  ])('as %j can be is a download', (type) => {
    expect(inertHeaders(type)).toEqual({ 'content-disposition': 'attachment' });
  });
});

describe('a body that it runs nowhere', () => {
  it.each([
    'application/json',
    'Application/JSON; charset=utf-8',
    'application/problem+json',
    'text/plain',
    'text/csv',
    'image/png',
    'audio/wav',
    'video/mp4',
  ])('such as %j stays as it is', (type) => {
    expect(inertHeaders(type)).toEqual({});
  });
});

it.each([
  'text/javascript',
  'application/javascript; charset=utf-8',
  'application/x-javascript',
  'text/ecmascript',
  'text/javascript1.5',
  'text/jscript',
])('a script (%j) becomes text', (type) => {
  expect(inertHeaders(type)).toEqual({ 'content-type': 'text/plain;charset=utf-8' });
});
