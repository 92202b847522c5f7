export { fakeTokenClient, type FakeTokenClientOptions } from './fake-token-client.ts';
