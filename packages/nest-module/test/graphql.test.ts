import { ApolloDriver } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { TokenError } from '@tokenkeep/core';
import { fakeTokenClient } from '@tokenkeep/core/testing';
import { describe, expect, it } from 'vitest';
import { TokenExceptionFilter, TokenModule, TokenService } from '../src/index.ts';
import { RecordingLogger } from './recording-logger.ts';
import { startApp } from './start-app.ts';

const secretMessage = 'Token endpoint said something at https://issuer.example.com: check it.';
const error = new TokenError(secretMessage, {
  code: 'ERR_TOKEN_SERVER',
  reason: 'server_error',
  status: 503,
  origin: 'https://issuer.example.com',
});

@Resolver()
class TokenResolver {
  constructor(private readonly tokens: TokenService) {}
  @Query(() => Number)
  async secondsLeft(): Promise<number> {
    return (await this.tokens.getToken()).expiresIn;
  }
}

@Module({
  imports: [
    GraphQLModule.forRoot({ driver: ApolloDriver, autoSchemaFile: true }),
    TokenModule.forRoot({ client: fakeTokenClient({ error }) }),
  ],
  providers: [TokenResolver, { provide: APP_FILTER, useClass: TokenExceptionFilter }],
})
class AppModule {}

describe('a GraphQL query that fails for want of a token', () => {
  it("gets the gateway's answer and nothing of the issuer, which is in the log", async () => {
    const logger = new RecordingLogger('TokenModule');
    await using running = await startApp(AppModule, { logger });
    const response = await fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ secondsLeft }' }),
    });
    const body = await response.text();
    expect(JSON.parse(body).errors[0]).toMatchObject({
      message: 'Service Unavailable',
      extensions: { originalError: { statusCode: 503, message: 'Service Unavailable' } },
    });
    expect(body).not.toMatch(/issuer\.example|ERR_TOKEN|server_error|said something/);
    expect(logger.lines).toEqual([`warn ${secretMessage} (ERR_TOKEN_SERVER) TokenModule`]);
  });
});
