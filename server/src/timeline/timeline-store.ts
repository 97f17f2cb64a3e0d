import type { Channel, Scene } from '../channels/channel.ts';
import type { Queryable } from '../db/database.ts';
import type { LedgerAccount, LedgerEvent } from '../ledger/ledger.ts';
import type { Order } from '../orders/order.ts';
import type { Disposition, PaymentStatus } from '../payments/payment.ts';
import type { Dismissal } from '../refunds/dismissal-store.ts';
import type { RefundCause, RefundStatus } from '../refunds/refund.ts';
import type { TimelineEvent } from './timeline-event.ts';

type OrderKey = Pick<Order, 'appId' | 'orderId'>;

/** A payment in its order's timeline. Fees are fen. */
export interface TimelinePayment {
  readonly paymentNo: string;
  readonly channel: Channel;
  readonly scene: Scene;
  readonly channelAccountId: string;
  readonly status: PaymentStatus;
  readonly totalFee: number;
  readonly createdAt: Date;
  readonly closedAt: Date | undefined;
  readonly transactionId: string | undefined;
  readonly paidFee: number | undefined;
  readonly paidAt: Date | undefined;
  readonly disposition: Disposition | undefined;
  readonly refundingFee: number;
  readonly refundedFee: number;
  /** How often the channel was asked about it, whether it could not say the last time, and when it is asked next. */
  readonly checks: number;
  readonly inDoubt: boolean;
  readonly nextCheckAt: Date | undefined;
}

interface PaymentRow {
  readonly payment_no: string;
  readonly channel: Channel;
  readonly scene: Scene;
  readonly channel_account_id: string;
  readonly status: PaymentStatus;
  readonly total_fee: string;
  readonly created_at: Date;
  readonly closed_at: Date | null;
  readonly transaction_id: string | null;
  readonly paid_fee: string | null;
  readonly paid_at: Date | null;
  readonly disposition: Disposition | null;
  readonly refunding_fee: string;
  readonly refunded_fee: string;
  readonly checks: number;
  readonly in_doubt: boolean;
  readonly due_at: Date | null;
}

/** Every attempt to pay the order, oldest first. */
export async function findTimelinePayments(q: Queryable, order: OrderKey): Promise<TimelinePayment[]> {
  const rows = await q.query<PaymentRow>({
    name: 'find-payments-told',
    text: `select payment_no, channel, scene, channel_account_id, status, total_fee, created_at, closed_at,
                  transaction_id, paid_fee, paid_at, disposition, refunding_fee, refunded_fee,
                  checks, in_doubt, due_at
             from payments where app_id = $1 and order_id = $2 order by payment_no`,
    values: [order.appId, order.orderId],
  });
  return rows.map((row) => ({
    paymentNo: row.payment_no,
    channel: row.channel,
    scene: row.scene,
    channelAccountId: row.channel_account_id,
    status: row.status,
    totalFee: Number(row.total_fee),
    createdAt: row.created_at,
    closedAt: row.closed_at ?? undefined,
    transactionId: row.transaction_id ?? undefined,
    paidFee: row.paid_fee === null ? undefined : Number(row.paid_fee),
    paidAt: row.paid_at ?? undefined,
    disposition: row.disposition ?? undefined,
    refundingFee: Number(row.refunding_fee),
    refundedFee: Number(row.refunded_fee),
    checks: row.checks,
    inDoubt: row.in_doubt,
    nextCheckAt: row.due_at ?? undefined,
  }));
}

/** A refund in its order's timeline. Fees are fen. */
export interface TimelineRefund {
  readonly refundId: string;
  readonly paymentNo: string;
  readonly outRefundNo: string | undefined;
  readonly channelRefundId: string | undefined;
  readonly refundFee: number;
  readonly cause: RefundCause;
  readonly status: RefundStatus;
  readonly failure: string | undefined;
  readonly createdAt: Date;
  readonly acceptedAt: Date | undefined;
  /** Since when its channel waits for a person, also when it has settled since. */
  readonly abnormalAt: Date | undefined;
  readonly settledAt: Date | undefined;
  readonly dismissal: Dismissal | undefined;
}

interface RefundRow {
  readonly refund_id: string;
  readonly payment_no: string;
  readonly out_refund_no: string | null;
  readonly channel_refund_id: string | null;
  readonly refund_fee: string;
  readonly cause: RefundCause;
  readonly status: RefundStatus;
  readonly failure: string | null;
  readonly created_at: Date;
  readonly accepted_at: Date | null;
  readonly abnormal_at: Date | null;
  readonly settled_at: Date | null;
  readonly seen_to_at: Date | null;
  readonly seen_to_by: string | null;
  readonly seen_to_reason: string | null;
}

/** Every refund of the order, whoever wanted it, oldest first. */
export async function findTimelineRefunds(q: Queryable, order: OrderKey): Promise<TimelineRefund[]> {
  const rows = await q.query<RefundRow>({
    name: 'find-refunds-told',
    text: `select refund_id, payment_no, out_refund_no, channel_refund_id, refund_fee, cause, status, failure,
                  created_at, accepted_at, abnormal_at, settled_at, seen_to_at, seen_to_by, seen_to_reason
             from refunds where app_id = $1 and order_id = $2 order by refund_id`,
    values: [order.appId, order.orderId],
  });
  return rows.map((row) => ({
    refundId: row.refund_id,
    paymentNo: row.payment_no,
    outRefundNo: row.out_refund_no ?? undefined,
    channelRefundId: row.channel_refund_id ?? undefined,
    refundFee: Number(row.refund_fee),
    cause: row.cause,
    status: row.status,
    failure: row.failure ?? undefined,
    createdAt: row.created_at,
    acceptedAt: row.accepted_at ?? undefined,
    abnormalAt: row.abnormal_at ?? undefined,
    settledAt: row.settled_at ?? undefined,
    dismissal: dismissalOf(row),
  }));
}

function dismissalOf({
  seen_to_at: at,
  seen_to_by: by,
  seen_to_reason: reason,
}: RefundRow): Dismissal | undefined {
  return at && by !== null && reason !== null ? { at, by, reason } : undefined;
}

interface RequestRow {
  readonly refund_request_id: string;
  readonly refund_fee: string;
  readonly reason: string;
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly status: 'pending' | 'approved' | 'rejected';
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly note: string | null;
}

/** What operators asked for and decided about refunds of the order. */
export async function findRefundRequestEvents(q: Queryable, order: OrderKey): Promise<TimelineEvent[]> {
  const rows = await q.query<RequestRow>({
    name: 'find-refund-requests-told',
    text: `select refund_request_id, refund_fee, reason, requested_by, requested_at, status, decided_by, decided_at, note
             from refund_requests where app_id = $1 and order_id = $2 order by refund_request_id`,
    values: [order.appId, order.orderId],
  });
  return rows.flatMap((row) => {
    const { refund_request_id: refundRequestId, requested_at: at, reason, requested_by: by } = row;
    const refundFee = Number(row.refund_fee);
    const asked: TimelineEvent = { at, what: 'refund_requested', refundRequestId, refundFee, reason, by };
    if (row.status === 'pending' || !row.decided_at || row.decided_by === null) return [asked];
    const note = row.note ?? undefined;
    const decided: TimelineEvent = {
      at: row.decided_at,
      what: `refund_${row.status}`,
      refundRequestId,
      by: row.decided_by,
      note,
    };
    return [asked, decided];
  });
}

interface CallbackRow {
  readonly kind: 'payment' | 'refund';
  readonly callback_id: string;
  readonly subject_no: string;
  readonly received_at: Date;
}

/** The callbacks about these payments and refunds that came for the account of each. */
export async function findCallbackEvents(
  q: Queryable,
  subjects: readonly string[],
): Promise<TimelineEvent[]> {
  const rows = await q.query<CallbackRow>({
    name: 'find-callbacks-told',
    text: `with own as (
             select 'payment' as kind, payment_no as subject_no, channel_account_id from payments
              where payment_no = any ($1::bigint[])
             union all
             select 'refund', r.refund_id, p.channel_account_id from refunds r join payments p using (app_id, payment_no)
              where r.refund_id = any ($1::bigint[]))
           select kind, callback_id, subject_no, received_at
             from own join channel_callbacks using (kind, subject_no, channel_account_id) order by received_at`,
    values: [subjects],
  });
  return rows.map((row) => ({
    at: row.received_at,
    what: 'callback_received',
    kind: row.kind,
    callbackId: row.callback_id,
    subjectNo: row.subject_no,
  }));
}

interface PostingRow {
  readonly posted_at: Date;
  readonly event: LedgerEvent;
  readonly subject_no: string;
  readonly channel: Channel;
  readonly lines: { account: LedgerAccount; amount: number }[];
}

/** What was posted about these payments and refunds. */
export async function findPostingEvents(
  q: Queryable,
  appId: string,
  subjects: readonly string[],
): Promise<TimelineEvent[]> {
  const rows = await q.query<PostingRow>({
    name: 'find-postings-told',
    text: `select t.posted_at, t.event, t.subject_no, min(e.channel) as channel,
                  json_agg(json_build_object('account', e.account, 'amount', e.amount) order by e.amount desc) as lines
             from unnest($2::bigint[]) as subject(subject_no)
             join ledger_transactions t on t.app_id = $1 and t.subject_no = subject.subject_no
             join ledger_entries e on e.app_id = t.app_id and e.transaction_id = t.transaction_id
            group by t.app_id, t.transaction_id order by t.transaction_id`,
    values: [appId, subjects],
  });
  return rows.map((row) => ({
    at: row.posted_at,
    what: 'posted',
    event: row.event,
    subjectNo: row.subject_no,
    channel: row.channel,
    lines: row.lines,
  }));
}
