import { describe, expect, it } from 'vitest';
import { isFormLike, isJson } from './media-type.ts';

describe('the media type of a body', () => {
  it.each([
    ['application/json', true, false],
    ['Application/JSON; charset=utf-8', true, false],
    ['application/merge-patch+json', true, false],
    ['application/jsonp', false, false],
    ['text/json', false, false],
    ['audio/wav', false, false],
    ['application/octet-stream', false, false],
    ['text/plain', false, true],
    ['text/plain; application/json', false, true],
    ['application/x-www-form-urlencoded', false, true],
    ['multipart/form-data; boundary=x', false, true],
    ['', false, true],
  ])('%j is JSON: %s, like that of a form: %s', (type, json, form) => {
    const request = new Request('https://app.test', { method: 'POST', headers: { 'content-type': type } });
    expect([isJson(request), isFormLike(request)]).toEqual([json, form]);
  });

  it('is like that of a form when it is not declared', () => {
    expect(isFormLike(new Request('https://app.test', { method: 'POST' }))).toBe(true);
  });
});
