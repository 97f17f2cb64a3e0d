import type { Store } from './store.ts';

/** What a client must never do, whatever the emulator answers. */
export type ViolationKind =
  | 'order_number_with_other_terms'
  | 'refund_number_with_other_terms'
  | 'refund_above_payment'
  | 'slow_callback_answer'
  | 'forged_callback_accepted'
  | 'invoice_number_with_other_terms'
  | 'invoice_reversed_twice';

export interface Violation {
  readonly id: number;
  readonly at: number;
  readonly kind: ViolationKind;
  readonly detail: string;
}

export function recordViolation(store: Store, kind: ViolationKind, detail: string, now: number): void {
  store.prepare('insert into violations (at, kind, detail) values (?, ?, ?)').run(now, kind, detail);
}

export function violations(store: Store): Violation[] {
  return store.prepare('select * from violations order by id').all() as unknown as Violation[];
}
