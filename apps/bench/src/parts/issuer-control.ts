import type { Fault, MockCounters } from '@tokenkeep/mock-server';
import { changed, realTime, type ClockSetting } from './bench-clock.ts';
import type { IssuerAddress } from './issuer-address.ts';

// JSON has no Infinity.
const always = 1_000_000_000;

/** The issuer's controls over HTTP, usable from any process. */
export class IssuerControl {
  readonly address: IssuerAddress;
  #clock: ClockSetting = realTime;

  constructor(address: IssuerAddress) {
    this.address = address;
  }

  /** How many exchanges reached the issuer since it started. */
  async exchanges(): Promise<number> {
    const response = await fetch(`${this.address.url}/__mock/counters`);
    const counters: MockCounters = JSON.parse(await response.text());
    return counters.exchanges;
  }

  /** Makes every exchange from now on go wrong in this way. */
  async breakDown(fault: Fault): Promise<void> {
    await this.#send('POST', `${this.address.url}/__mock/faults`, { route: 'token', times: always, fault });
  }

  /** Makes exchanges go well again. */
  async mend(): Promise<void> {
    await this.#send('DELETE', `${this.address.url}/__mock/faults?route=token`);
  }

  /** Makes the app's tokens older. */
  async age(ms: number): Promise<void> {
    await this.#send('POST', `${this.address.url}/__mock/age`, { appId: this.address.appId, ms });
  }

  /** Moves the issuer's clock. @returns the setting, for the subject's process */
  async moveClock(change: { readonly aheadMs?: number; readonly speed?: number }): Promise<ClockSetting> {
    this.#clock = changed(this.#clock, change);
    await this.#send('POST', `${this.address.translatedUrl}/clock`, this.#clock);
    return this.#clock;
  }

  async #send(method: string, url: string, body?: unknown): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method, ...(body !== undefined && { headers, body: JSON.stringify(body) }) });
    if (!response.ok)
      throw new Error(`${method} ${new URL(url).pathname}: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  }
}
