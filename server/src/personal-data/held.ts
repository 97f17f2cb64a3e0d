import type { Fate, HeldKind } from '@zhixiao/contract/codes/personal-data';

export type { Fate, HeldKind };

/**
 * What becomes of each kind when a person is erased, in the order of display. The reason why a kind is kept stands
 * with the words (`contract/src/words/personal-data.ts`).
 */
export const FATES: Readonly<Record<HeldKind, Fate>> = {
  person: 'erased',
  proofs: 'erased',
  bindings: 'erased',
  card_links: 'erased',
  bind_attempts: 'erased',
  orders: 'anonymised',
  payments: 'anonymised',
  failed_invoices: 'anonymised',
  refund_requests: 'anonymised',
  refunds: 'kept',
  notifications: 'kept',
  invoices: 'kept',
  callbacks: 'kept',
  bill_rows: 'kept',
  consents: 'kept',
  accesses: 'kept',
  audit_entries: 'kept',
  requests: 'kept',
};

/** How many of one kind there are, from the oldest to the newest. */
export interface Held {
  readonly kind: HeldKind;
  readonly count: number;
  readonly from: Date | undefined;
  readonly to: Date | undefined;
}
