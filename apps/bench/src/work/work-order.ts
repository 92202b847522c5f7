import type { IssuerAddress } from '../issuer/issuer-address.ts';
import type { SubjectName } from '../subject.ts';

/** What the subject's process is told. */
export interface WorkOrder {
  readonly measure: string;
  readonly subject: SubjectName;
  readonly address: IssuerAddress;
  readonly quick: boolean;
}
