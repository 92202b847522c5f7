export { TokenHealthIndicator } from './token-health-indicator.ts';
