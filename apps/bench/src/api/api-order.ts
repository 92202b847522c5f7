import type { IssuerAddress } from '../issuer/issuer-address.ts';
import type { CallerName } from './caller.ts';

/** What the caller's process is told. */
export interface ApiOrder {
  readonly caller: CallerName;
  readonly issuer: IssuerAddress;
  readonly apiOrigin: string;
  readonly quick: boolean;
}

/** What is called, and how the columns are named. */
export const workloads = [
  { key: 'get', title: 'GET 1 kB', method: 'GET', path: '/json' },
  { key: 'getBytes', title: 'GET 100 kB', method: 'GET', path: '/bytes' },
  { key: 'post', title: 'POST 1 kB', method: 'POST', path: '/json' },
  { key: 'postBytes', title: 'POST 100 kB', method: 'POST', path: '/bytes' },
] as const;

/** How many calls at a time. */
export const lanes = [1, 20] as const;
