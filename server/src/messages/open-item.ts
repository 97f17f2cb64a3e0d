import type { ChangeKind } from '@zhixiao/contract/codes/changes';
import type { MessageKind } from '@zhixiao/contract/codes/messages';
import type { ProblemKind } from '@zhixiao/contract/codes/overview';
import type { BillAging } from '../reconciliation/aging-store.ts';

/** Something that waits for a person. Names nobody but operators: groups read it. */
export interface OpenItem {
  readonly kind: MessageKind;
  /** The same while it lasts, and of nothing else of its kind. */
  readonly subject: string;
  /** Undefined: of the installation. */
  readonly schoolId: string | undefined;
  readonly content: OpenItemContent;
}

/** What is said about it; stored as JSON. */
export type OpenItemContent =
  | {
      readonly what: 'refund_application';
      readonly number: string;
      readonly school: string;
      readonly app: string;
      /** Fen. */
      readonly amount: number;
      readonly by: string;
    }
  | {
      readonly what: 'change';
      readonly number: string;
      readonly school?: string | undefined;
      readonly change: ChangeKind;
      readonly by: string;
    }
  | {
      readonly what: 'problem';
      readonly problem: ProblemKind | BillAging['kind'];
      readonly school: string;
      readonly count: number;
      /** ISO 8601. */
      readonly oldest: string;
    };

/** Whom each kind of problem concerns; a refund that waits for a decision is an item of its own. */
export const KIND_OF_PROBLEM: Readonly<
  Record<Exclude<ProblemKind, 'refund_application_waiting'> | BillAging['kind'], MessageKind>
> = {
  late_money: 'money',
  wrong_amount_held: 'money',
  payment_unknown: 'money',
  order_closing: 'money',
  refund_unanswered: 'money',
  refund_unsettled: 'money',
  refund_abnormal: 'money',
  refund_failed: 'money',
  endpoint_dead: 'partner',
  notification_exhausted: 'partner',
  invoice_failed: 'invoice',
  invoice_blocked: 'invoice',
  invoice_late: 'invoice',
  invoice_unfiled: 'invoice',
  invoice_undelivered: 'invoice',
  bill_missing: 'bill',
  difference_open: 'bill',
};
