export { createMockServer } from './create-mock-server.ts';
export type { EndpointShape, Presentation, Template, TemplateObject } from './endpoint/endpoint-shape.ts';
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
export type { MockAnswer, MockCall, MockRoute } from './own-route/mock-route.ts';
export type { MockServer, RevokeOptions } from './mock-server.ts';
export type { MockApp, MockLatency, MockServerOptions } from './options.ts';
