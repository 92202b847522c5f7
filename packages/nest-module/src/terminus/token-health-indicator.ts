import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import type { TokenClient } from '@tokenkeep/core';

/** Reports to `@nestjs/terminus` whether a token lives. Asks nobody: a health check causes no exchange. */
export class TokenHealthIndicator {
  private readonly indicators: HealthIndicatorService;

  constructor(indicators: HealthIndicatorService) {
    this.indicators = indicators;
  }

  /**
   * Up, with the seconds left as `expiresIn`, while the client holds a token that lives; down otherwise, and so before
   * the first token: with `warmUp: true` the application starts with one.
   *
   * @param key the indicator's name in the report
   */
  isHealthy<const Key extends string>(key: Key, client: Pick<TokenClient, 'status'>): HealthIndicatorResult<Key> {
    const indicator = this.indicators.check(key);
    const { state, expiresIn } = client.status();
    if (state === 'none')
      return indicator.down({ message: 'no token: none was asked for yet, or the last one expired' });
    return indicator.up({ expiresIn });
  }
}
Injectable()(TokenHealthIndicator);
Inject(HealthIndicatorService)(TokenHealthIndicator, undefined, 0);
