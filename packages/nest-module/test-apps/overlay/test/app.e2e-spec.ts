import { INestApplication } from '@nestjs/common';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, TestingModule } from '@nestjs/testing';
import request from 'supertest';
import { AppModule } from './../src/app.module.js';

const mock = process.env.SYMBL_BASE_URL;

describe.each(['express', 'fastify'])('AppController (e2e) on %s', (platform) => {
  let app: INestApplication;

  beforeEach(async () => {
    const moduleFixture: TestingModule = await Test.createTestingModule({ imports: [AppModule] }).compile();
    if (platform === 'express') {
      app = moduleFixture.createNestApplication();
      await app.init();
      return;
    }
    const fastify = moduleFixture.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app = fastify;
    await app.init();
    await fastify.getHttpAdapter().getInstance().ready();
  });

  afterEach(async () => {
    await app.close();
    await fetch(`${mock}/__mock/faults`, { method: 'DELETE' });
  });

  it('reads through the API, for both tenants, with a token that the health check then sees', async () => {
    const server = app.getHttpServer();
    await request(server).get('/health').expect(503);
    await request(server).get('/conversations/7').expect(200);
    await request(server).get('/sales/conversations/8').expect(200);
    const { body } = await request(server).get('/health').expect(200);
    expect(body.details.token).toMatchObject({ status: 'up', expiresIn: expect.any(Number) });
  });

  it('answers 503 with Retry-After while the issuer is not available, without its internals', async () => {
    await fetch(`${mock}/__mock/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ route: 'token', times: 1000, fault: { kind: 'status', status: 503, retryAfter: 60 } }),
    });
    const response = await request(app.getHttpServer()).get('/conversations/7').expect(503).expect('Retry-After', '60');
    expect(response.body).toEqual({ statusCode: 503, message: 'Service Unavailable' });
  });
});
