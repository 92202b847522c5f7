import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { tokenHealth, type TokenClient } from '@tokenkeep/core';

/** A health indicator for `@nestjs/terminus`, by core's `tokenHealth`. */
export class TokenHealthIndicator {
  private readonly indicators: HealthIndicatorService;

  constructor(indicators: HealthIndicatorService) {
    this.indicators = indicators;
  }

  /**
   * Down only if the last exchange failed and there is no valid token, with the code of that error. A check that finds it
   * down also starts a `getToken` in the background, so that it recovers without other traffic. Up otherwise, with the seconds
   * left as `expiresIn` (0 if nobody has asked for a token yet), and no exchange is made.
   *
   * @param key the indicator's name in the report
   */
  isHealthy<const Key extends string>(
    key: Key,
    client: Pick<TokenClient, 'status' | 'getToken'>,
  ): HealthIndicatorResult<Key> {
    const indicator = this.indicators.check(key);
    const { up, code } = tokenHealth(client);
    if (up) return indicator.up({ expiresIn: client.status().expiresIn });
    return indicator.down({ message: `no token: the last exchange failed with ${code}`, code });
  }
}
Injectable()(TokenHealthIndicator);
Inject(HealthIndicatorService)(TokenHealthIndicator, undefined, 0);
