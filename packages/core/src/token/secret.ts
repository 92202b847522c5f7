/** A string that logs, JSON and templates show as `[redacted]`. Only `reveal()` returns it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The string itself. Call it only where it is used, and do not store the result in an object. */
  reveal(): string {
    return this.#value;
  }

  /** Whether both hold the same string. */
  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  static {
    const inspect = Symbol.for('nodejs.util.inspect.custom');
    Object.defineProperty(this.prototype, inspect, { value: this.prototype.toString });
  }
}
