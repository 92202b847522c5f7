import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createMockServer } from './create-mock-server.ts';
import type { MockServerOptions } from './options.ts';
import { resolveOptions } from './resolve-options.ts';

const app = { appId: 'a', appSecret: 'canary-secret' };

describe('the options', () => {
  it.each<[MockServerOptions, string]>([
    [{ lifetime: 1 } as MockServerOptions, 'Unknown option lifetime: the options are apps, tokenLifetimeMs, '],
    [{ apps: [] }, 'apps: give at least one app, or leave the option out to get one made.'],
    [{ apps: [app, app] }, 'apps: every appId must differ.'],
    [{ apps: [{ ...app, appId: '' }] }, 'apps: every app needs a non-empty appId.'],
    [{ apps: [{ ...app, appSecret: '' }] }, 'apps: app a needs a non-empty appSecret.'],
    [{ apps: app } as unknown as MockServerOptions, 'apps must be a list of { appId, appSecret }.'],
    [{ now: 5 } as unknown as MockServerOptions, 'now must be a function.'],
    [{ control: 'no' } as unknown as MockServerOptions, 'control must be a boolean.'],
    [{ tokenLifetimeMs: '90s' } as unknown as MockServerOptions, 'tokenLifetimeMs must be a number.'],
    [{ tokenLifetimeMs: 0 }, 'tokenLifetimeMs must be a number from 1 to '],
    [{ tokenLifetimeMs: NaN }, 'tokenLifetimeMs must be a number from 1 to '],
    [{ rolloverMs: -1 }, 'rolloverMs must be a number from 0 to Infinity.'],
    [{ latencyMs: -1 }, 'latencyMs must be a number from 0 to 2147483647.'],
    [{ latencyMs: { min: 5, max: 4 } }, 'latencyMs must be a number from 5 to 2147483647.'],
    [{ latencyMs: null } as unknown as MockServerOptions, 'latencyMs must be a number or { min, max }.'],
    [{ apps: [null] } as unknown as MockServerOptions, 'apps must be a list of { appId, appSecret }.'],
    [{ port: 1.5 }, 'port must be a whole number.'],
    [{ port: 65_536 }, 'port must be a number from 0 to 65535.'],
    [{ controlKey: 'canary-secret' }, 'controlKey must be at least 16 characters of printable ASCII without spaces.'],
    [{ allowedHosts: ['mock:4010'] }, 'allowedHosts[0] must be a host name without a port, such as mock.'],
    [{ cors: ['localhost'] }, 'cors must be true, false, or a list of origins such as http://localhost:3000.'],
    [{ endpoints: {} } as unknown as MockServerOptions, 'endpoints must be a list.'],
    [{ exchangeLogSize: Infinity }, 'exchangeLogSize must be a number from 0 to 1000000.'],
  ])('%j are refused by name, before anything listens', async (options, message) => {
    const refusal: unknown = await createMockServer(options).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TypeError);
    expect(inspect(refusal)).toContain(message);
    expect(inspect(refusal)).not.toContain('canary-secret');
  });

  it('take undefined for left out', () => {
    const undefinedLifetime = { tokenLifetimeMs: undefined } as unknown as MockServerOptions;
    expect(resolveOptions(undefinedLifetime).tokenLifetimeMs).toBe(86_400_000);
  });

  it('make a different pair each time none is given', () => {
    expect(resolveOptions({}).apps[0]).not.toEqual(resolveOptions({}).apps[0]);
  });
});
