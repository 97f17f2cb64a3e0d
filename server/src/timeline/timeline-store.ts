import { ARCHIVED_PARTS, type ArchivedPart } from '@zhixiao/contract/codes/orders';
import type { Channel } from '../channels/channel.ts';
import { type Of, pick, projection } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { instant, optional } from '../db/fields.ts';
import type { LedgerAccount, LedgerEvent } from '../ledger/ledger.ts';
import type { Order } from '../orders/order.ts';
import { PAYMENT } from '../payments/payment-row.ts';
import type { RefundApplication } from '../refunds/refund-application.ts';
import { REFUND_APPLICATION } from '../refunds/refund-application-store.ts';
import { REFUND, REFUND_SHOWN } from '../refunds/refund-row.ts';
import type { TimelineEvent } from './timeline-event.ts';

type OrderKey = Pick<Order, 'appId' | 'orderId'>;

const PAYMENT_SHOWN = projection()({
  ...pick(
    PAYMENT.fields,
    'paymentNo',
    'channel',
    'scene',
    'channelAccountId',
    'status',
    'totalAmount',
    'createdAt',
  ),
  ...pick(
    PAYMENT.fields,
    'transactionId',
    'paidAmount',
    'paidAt',
    'disposition',
    'refundingAmount',
    'refundedAmount',
  ),
  /** How often the channel was asked about it, whether it could not say the last time, and when it is asked next. */
  ...pick(PAYMENT.fields, 'checks', 'inDoubt'),
  nextCheckAt: optional(instant('due_at')),
  closedAt: optional(instant('closed_at')),
});

/** A payment in its order's timeline. Amounts are fen. */
export type TimelinePayment = Of<typeof PAYMENT_SHOWN>;

/** Every attempt to pay the order, oldest first. */
export async function findTimelinePayments(q: Queryable, order: OrderKey): Promise<TimelinePayment[]> {
  return PAYMENT_SHOWN.all(q, {
    name: 'find-payments-timeline',
    text: `select ${PAYMENT_SHOWN.selected} from payments where app_id = $1 and order_id = $2 order by payment_no`,
    values: [order.appId, order.orderId],
  });
}

const REFUND_OF_ORDER = projection()({
  ...pick(
    REFUND.fields,
    'refundId',
    'paymentNo',
    'outRefundNo',
    'refundAmount',
    'cause',
    'status',
    'failure',
  ),
  ...pick(REFUND.fields, 'createdAt', 'acceptedAt', 'settledAt'),
  /** `abnormalAt`: since when its channel waits for a person, also when it has settled since. */
  ...pick(REFUND_SHOWN, 'channelRefundId', 'abnormalAt', 'dismissal'),
});

/** A refund in its order's timeline. Amounts are fen. */
export type TimelineRefund = Of<typeof REFUND_OF_ORDER>;

/** Every refund of the order, from any requester, oldest first. */
export async function findTimelineRefunds(q: Queryable, order: OrderKey): Promise<TimelineRefund[]> {
  return REFUND_OF_ORDER.all(q, {
    name: 'find-refunds-timeline',
    text: `select ${REFUND_OF_ORDER.selected} from refunds where app_id = $1 and order_id = $2 order by refund_id`,
    values: [order.appId, order.orderId],
  });
}

/** What operators asked for and decided about refunds of the order, oldest first. */
export async function findTimelineApplications(q: Queryable, order: OrderKey): Promise<RefundApplication[]> {
  return REFUND_APPLICATION.all(q, {
    name: 'find-refund-applications-timeline',
    text: `select ${REFUND_APPLICATION.selected}
             from refund_applications where app_id = $1 and order_id = $2 order by refund_application_id`,
    values: [order.appId, order.orderId],
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
    name: 'find-callbacks-timeline',
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
  readonly transaction_id: string;
  readonly posted_at: Date;
  readonly event: LedgerEvent;
  readonly subject_no: string;
}

interface LinesRow {
  readonly transaction_id: string;
  readonly channel: Channel;
  readonly lines: { account: LedgerAccount; amount: number }[];
}

/** What was posted about these payments and refunds. Entries are asked for by their numbers: those say where they lie. */
export async function findPostingEvents(
  q: Queryable,
  appId: string,
  subjects: readonly string[],
): Promise<TimelineEvent[]> {
  const postings = await q.query<PostingRow>({
    name: 'find-postings-timeline',
    text: `select t.transaction_id, t.posted_at, t.event, t.subject_no
             from unnest($2::bigint[]) as subject(subject_no)
             join ledger_transactions t on t.app_id = $1 and t.subject_no = subject.subject_no
            order by t.transaction_id`,
    values: [appId, subjects],
  });
  if (postings.length === 0) return [];
  const entries = await q.query<LinesRow>({
    name: 'find-lines-of-postings',
    text: `select transaction_id, min(channel) as channel,
                  json_agg(json_build_object('account', account, 'amount', amount) order by amount desc) as lines
             from ledger_entries where app_id = $1 and transaction_id = any ($2::bigint[])
            group by transaction_id`,
    values: [appId, postings.map((row) => row.transaction_id)],
  });
  const linesOf = new Map(entries.map((row) => [row.transaction_id, row]));
  return postings.flatMap((row) => {
    const found = linesOf.get(row.transaction_id);
    if (!found) return [];
    const { channel, lines } = found;
    const { posted_at: at, event, subject_no: subjectNo } = row;
    return [{ at, what: 'posted' as const, event, subjectNo, channel, lines }];
  });
}

/** What was archived of the callbacks, attempts and postings of an order and these payments and refunds of it. */
export async function findArchivedParts(
  q: Queryable,
  order: OrderKey,
  subjects: readonly string[],
): Promise<ArchivedPart[]> {
  const [row] = await q.query<Record<ArchivedPart, boolean>>({
    name: 'find-archived-parts',
    text: `select exists (select from unnest($3::bigint[]) as subject_no
                           where subject_no < kept_from('channel_callbacks')) as callbacks,
                  exists (select from notifications
                           where app_id = $1 and order_id = $2
                             and notification_id < kept_from('notification_attempts')) as attempts,
                  exists (select from unnest($3::bigint[]) as subject(subject_no)
                            join ledger_transactions t on t.app_id = $1 and t.subject_no = subject.subject_no
                           where t.transaction_id < kept_from('ledger_entries')) as postings`,
    values: [order.appId, order.orderId, subjects],
  });
  return ARCHIVED_PARTS.filter((part) => row?.[part]);
}
