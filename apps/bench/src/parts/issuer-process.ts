// The issuer, in a process of its own: the mock server, and beside it the same issuer in other shapes.
import { createMockServer, type MockServerOptions } from '@tokenkeep/mock-server';
import { benchNow, realTime, type ClockSetting } from './bench-clock.ts';
import type { IssuerAddress } from './issuer-address.ts';
import { createTranslatedServer } from './translated-server.ts';

const options: MockServerOptions = JSON.parse(process.argv[2] ?? '{}');
let clock: ClockSetting = realTime;
const server = await createMockServer({ ...options, now: () => benchNow(clock) });
const [{ appId, appSecret }] = server.apps;
const translatedUrl = await createTranslatedServer({
  issuerUrl: server.url,
  appId,
  appSecret,
  now: () => benchNow(clock),
  setClock: (setting) => {
    clock = setting;
  },
});
const address: IssuerAddress = { url: server.url, translatedUrl, appId, appSecret };
process.send?.(address);
// The parent is gone or done.
process.once('disconnect', () => process.exit());
