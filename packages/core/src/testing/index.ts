export { fakeTokenClient, type FakeTokenClientOptions } from './fake-token-client.ts';
export { FakeClock } from './fake-clock.ts';
export { FaultyCache, type CacheFault, type CacheOperation } from './faulty-cache.ts';
export { testTokenCache, type TestRunner } from './test-token-cache.ts';
