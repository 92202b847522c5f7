import { inspect } from 'node:util';
import type { LoggerService } from '@nestjs/common';

/** Keeps what Nest logs, as `level message`, for the lines of one context or of all. */
export class RecordingLogger implements LoggerService {
  readonly lines: string[] = [];
  readonly context: string | undefined;

  constructor(context?: string) {
    this.context = context;
  }

  log(...parts: unknown[]): void {
    this.record('log', parts);
  }
  error(...parts: unknown[]): void {
    this.record('error', parts);
  }
  warn(...parts: unknown[]): void {
    this.record('warn', parts);
  }
  debug(...parts: unknown[]): void {
    this.record('debug', parts);
  }
  verbose(...parts: unknown[]): void {
    this.record('verbose', parts);
  }
  fatal(...parts: unknown[]): void {
    this.record('fatal', parts);
  }

  private record(level: string, parts: unknown[]): void {
    const context = parts.at(-1);
    if (this.context !== undefined && context !== this.context) return;
    const texts = parts.filter((part) => part !== undefined);
    this.lines.push(`${level} ${texts.map((part) => (typeof part === 'string' ? part : inspect(part))).join(' ')}`);
  }
}
