import { INestApplication } from '@nestjs/common';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, TestingModule } from '@nestjs/testing';
import { AppModule } from './../src/app.module.js';

const mock = process.env.SYMBL_BASE_URL;

describe.each(['express', 'fastify'])('AppController (e2e) on %s', (platform) => {
  let app: INestApplication;
  let url: string;

  beforeEach(async () => {
    const moduleFixture: TestingModule = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app =
      platform === 'express'
        ? moduleFixture.createNestApplication()
        : moduleFixture.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });

  afterEach(async () => {
    await app.close();
    await fetch(`${mock}/__mock/faults`, { method: 'DELETE' });
  });

  it('reads through the API, for both tenants, with a token that the health check then sees', async () => {
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ details: { token: { expiresIn: 0 } } });
    expect((await fetch(`${url}/conversations/7`)).status).toBe(200);
    expect((await fetch(`${url}/sales/conversations/8`)).status).toBe(200);
    const health = await fetch(`${url}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ details: { token: { status: 'up', expiresIn: expect.any(Number) } } });
  });

  it('answers 503 with Retry-After while the issuer is not available, without its internals', async () => {
    await fetch(`${mock}/__mock/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ route: 'token', times: 1000, fault: { kind: 'status', status: 503, retryAfter: 60 } }),
    });
    const response = await fetch(`${url}/conversations/7`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('60');
    expect(await response.json()).toEqual({ statusCode: 503, message: 'Service Unavailable' });
    const health = await fetch(`${url}/health`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({ details: { token: { status: 'down', code: 'ERR_TOKEN_SERVER' } } });
  });
});
