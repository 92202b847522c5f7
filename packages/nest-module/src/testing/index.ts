export { fakeTokenClient, type FakeTokenClientOptions } from '@tokenkeep/core/testing';
