export { createMockServer } from './create-mock-server.ts';
export type { AppCounters, MockCounters } from './counters.ts';
export type { ExchangeRecord } from './exchange-log.ts';
export type {
  ContentTypeFault,
  DelayFault,
  DripFault,
  EmptyFault,
  Fault,
  FaultOrder,
  FaultRoute,
  FieldsFault,
  HangFault,
  HtmlFault,
  JsonValue,
  OversizedFault,
  RedirectFault,
  ResetFault,
  StatusFault,
  TruncateFault,
} from './fault/fault.ts';
export type { MockServer, RevokeOptions } from './mock-server.ts';
export type { MockApp, MockLatency, MockServerOptions } from './options.ts';
