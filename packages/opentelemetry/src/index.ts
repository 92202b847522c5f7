export { tokenTelemetry, type TokenTelemetryOptions } from './token-telemetry.ts';
