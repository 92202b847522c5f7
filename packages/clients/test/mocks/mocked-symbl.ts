import { createTokenClient, symbl } from '@tokenkeep/core';
import { MinuteLaterClock } from '../minute-later-clock.ts';

/** The real Symbl, which no test reaches. */
export const symblOrigin = 'https://api.symbl.ai';

/** What a mock of Symbl answers with. */
export class MockedSymbl {
  #exchanges = 0;
  #live = 'token-1';

  exchange(): { readonly accessToken: string; readonly expiresIn: number } {
    this.#exchanges += 1;
    return { accessToken: `token-${this.#exchanges}`, expiresIn: 86_400 };
  }

  admits(authorization: string | null | undefined): boolean {
    return authorization === `Bearer ${this.#live}`;
  }

  /**
   * Calls the API with a client that knows nothing of the mock, and once more a minute later, when the API refuses the
   * first token. Gives both answers and the number of exchanges.
   */
  async callTwice(): Promise<readonly unknown[]> {
    const clock = new MinuteLaterClock();
    await using tokens = createTokenClient({ issuer: symbl({ appId: 'id', appSecret: 'secret' }), clock });
    const call = async (): Promise<unknown> => {
      const response = await tokens.fetch(`${symblOrigin}/v1/conversations/1`);
      return response.json();
    };
    const first = await call();
    this.#live = 'token-2';
    clock.minuteLater();
    return [first, await call(), this.#exchanges];
  }
}
