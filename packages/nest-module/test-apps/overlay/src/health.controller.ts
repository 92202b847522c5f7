import { Controller, Get } from '@nestjs/common';
import { HealthCheckService } from '@nestjs/terminus';
import { TokenService } from '@tokenkeep/nest-module';
import { TokenHealthIndicator } from '@tokenkeep/nest-module/terminus';

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly tokenHealth: TokenHealthIndicator,
    private readonly tokens: TokenService,
  ) {}

  @Get()
  check() {
    return this.health.check([() => this.tokenHealth.isHealthy('token', this.tokens)]);
  }
}
