import type { AttemptOutcome } from '@zhixiao/contract/codes/notifications';
import type { Channel, Scene } from '../channels/channel.ts';
import type { InvoiceAttempt } from '../invoices/attempt-store.ts';
import type { DeliveryMethod } from '../invoices/deliver/sender.ts';
import type { InvoiceSource } from '../invoices/invoice.ts';
import type { LedgerAccount, LedgerEvent } from '../ledger/ledger.ts';
import type { CloseReason } from '../orders/order.ts';
import type { Disposition } from '../payments/payment.ts';
import type { RefundCause } from '../refunds/refund.ts';

/** Something that happened to an order. Amounts are fen. */
export type TimelineEvent = { readonly at: Date } & (
  | { readonly what: 'order_created' }
  | {
      readonly what: 'order_closed';
      readonly reason: CloseReason | 'cancelled_by_operator';
      /** The operator who cancelled it, and what he wrote. */
      readonly by: string | undefined;
      readonly note: string | undefined;
    }
  | {
      readonly what: 'payment_started';
      readonly paymentNo: string;
      readonly channel: Channel;
      readonly scene: Scene;
      readonly totalAmount: number;
    }
  | { readonly what: 'payment_closed'; readonly paymentNo: string }
  | {
      readonly what: 'money_received';
      readonly paymentNo: string;
      readonly channel: Channel;
      readonly transactionId: string;
      readonly paidAmount: number;
      readonly disposition: Disposition;
    }
  | {
      readonly what: 'callback_received';
      readonly kind: 'payment' | 'refund';
      readonly callbackId: string;
      /** The payment or refund it is about. */
      readonly subjectNo: string;
    }
  | { readonly what: 'notification_queued' }
  | {
      readonly what: 'notification_attempt';
      readonly attempt: number;
      readonly outcome: AttemptOutcome;
      readonly httpStatus: number | undefined;
      readonly durationMs: number;
      readonly detail: string;
    }
  | { readonly what: 'notification_delivered' | 'notification_exhausted' }
  | {
      readonly what: 'notification_resent';
      /** The operator, who gives a reason when all of a period are resent. */
      readonly by: string;
      readonly reason: string | undefined;
    }
  | {
      readonly what: 'refund_requested';
      readonly refundApplicationId: string;
      /** The refund that came of it. */
      readonly refundId: string | undefined;
      readonly refundAmount: number;
      readonly reason: string;
      /** The operator. */
      readonly by: string;
    }
  | {
      readonly what: 'refund_approved' | 'refund_rejected';
      readonly refundApplicationId: string;
      readonly refundId: string | undefined;
      readonly by: string;
      readonly note: string | undefined;
    }
  | {
      readonly what: 'refund_started';
      readonly refundId: string;
      readonly paymentNo: string;
      readonly refundAmount: number;
      readonly cause: RefundCause;
    }
  | {
      readonly what: 'refund_accepted' | 'refund_abnormal' | 'refund_succeeded';
      readonly refundId: string;
      readonly refundAmount: number;
    }
  | {
      readonly what: 'refund_failed';
      readonly refundId: string;
      readonly refundAmount: number;
      readonly failure: string;
    }
  | {
      readonly what: 'refund_dismissed';
      readonly refundId: string;
      /** The operator who is done with it. */
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly what: 'invoice_requested';
      readonly invoiceNo: string;
      readonly source: InvoiceSource;
    }
  | {
      readonly what: 'invoice_issued' | 'invoice_reversed';
      readonly invoiceNo: string;
      readonly number: string;
    }
  | { readonly what: 'invoice_failed'; readonly invoiceNo: string; readonly failure: string }
  | ({ readonly what: 'invoice_attempt'; readonly invoiceNo: string } & InvoiceAttempt)
  | {
      readonly what: 'invoice_reversing';
      readonly invoiceNo: string;
      /** The operator who wants it; undefined: money went back. */
      readonly by: string | undefined;
      readonly reason: string | undefined;
    }
  | {
      readonly what: 'invoice_delivered';
      readonly invoiceNo: string;
      readonly deliveryMethod: DeliveryMethod;
    }
  | {
      readonly what: 'invoice_undelivered';
      readonly invoiceNo: string;
      readonly deliveryMethod: DeliveryMethod;
      readonly failure: string;
    }
  | {
      readonly what: 'invoice_resent';
      readonly invoiceNo: string;
      readonly deliveryMethod: DeliveryMethod;
      /** The operator. */
      readonly by: string;
    }
  | {
      readonly what: 'posted';
      readonly event: LedgerEvent;
      readonly subjectNo: string;
      readonly channel: Channel;
      /** Debits are positive. */
      readonly lines: readonly { readonly account: LedgerAccount; readonly amount: number }[];
    }
);
