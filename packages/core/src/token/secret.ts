/** A string that shows itself to nobody but the one who calls `reveal()`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The string itself. Call it where the request or the key is made, and keep the result in no object. */
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
