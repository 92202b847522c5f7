import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { tokenHealth, type TokenClient } from '@tokenkeep/core';

/** Reports to `@nestjs/terminus` whether tokens are to be had, by core's `tokenHealth`. */
export class TokenHealthIndicator {
  private readonly indicators: HealthIndicatorService;

  constructor(indicators: HealthIndicatorService) {
    this.indicators = indicators;
  }

  /**
   * Down while the last exchange failed and no token lives, with the code of that failure; a check that finds it down
   * also starts a `getToken` behind it, so that it heals with no other traffic. Up otherwise, with the seconds that are
   * left as `expiresIn` (0 while nobody has asked for a token), and then nobody is asked.
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
