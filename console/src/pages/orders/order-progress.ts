import type { InvoiceStatus } from '@zhixiao/contract/codes/invoices';
import type { OrderTimelineView } from '@zhixiao/contract/console/orders';

/** How a step stands: done, going on, wrong, or not begun and perhaps never needed. */
type StepState = 'done' | 'now' | 'bad' | 'none';

type RefundStep = 'none' | 'waiting' | 'refunding' | 'abnormal' | 'failed' | 'part' | 'whole';

/** A step of an order with what there is to say of it: a word of a list, and since when. */
export interface Progress {
  readonly ordered: { readonly state: StepState; readonly at: string };
  readonly paid: {
    readonly state: StepState;
    readonly word: 'pending' | 'paid' | 'closed';
    readonly at?: string;
  };
  readonly notified: {
    readonly state: StepState;
    readonly word: 'none' | 'pending' | 'delivered' | 'exhausted';
    readonly attempts: number;
  };
  readonly refunded: { readonly state: StepState; readonly word: RefundStep };
  readonly invoiced: { readonly state: StepState; readonly word: InvoiceStatus | 'none' };
}

/** Where an order stands on its way from being made to its invoice. */
export function progressOf(timeline: OrderTimelineView): Progress {
  const { order, notification, invoice } = timeline;
  const paidAt = order.paidAt ?? order.closedAt;
  const refund = refundOf(timeline);
  return {
    ordered: { state: 'done', at: order.createdAt },
    paid: {
      state: order.status === 'pending' ? 'now' : order.status === 'paid' ? 'done' : 'none',
      word: order.status,
      ...(paidAt === undefined ? {} : { at: paidAt }),
    },
    notified: {
      state: notification ? NOTIFIED[notification.status] : 'none',
      word: notification?.status ?? 'none',
      attempts: notification?.attempts ?? 0,
    },
    refunded: { state: REFUNDED[refund], word: refund },
    invoiced: { state: invoice ? INVOICED[invoice.status] : 'none', word: invoice?.status ?? 'none' },
  };
}

/** What is wrong comes before what goes on: an abnormal refund goes on only when somebody has seen to it. */
function refundOf({ refundable, problems }: OrderTimelineView): RefundStep {
  const sum = (of: (payment: (typeof refundable)[number]) => number) =>
    refundable.reduce((total, payment) => total + of(payment), 0);
  if (sum(({ abnormalAmount }) => abnormalAmount) > 0) return 'abnormal';
  if (problems.some(({ kind }) => kind === 'refund_failed')) return 'failed';
  if (sum(({ refundingAmount }) => refundingAmount) > 0) return 'refunding';
  if (sum(({ waitingAmount }) => waitingAmount) > 0) return 'waiting';
  const refunded = sum(({ refundedAmount }) => refundedAmount);
  if (refunded === 0) return 'none';
  return refunded === sum(({ paidAmount }) => paidAmount) ? 'whole' : 'part';
}

const NOTIFIED = { pending: 'now', delivered: 'done', exhausted: 'bad' } as const;

const REFUNDED: Readonly<Record<RefundStep, StepState>> = {
  none: 'none',
  waiting: 'now',
  refunding: 'now',
  abnormal: 'bad',
  failed: 'bad',
  part: 'done',
  whole: 'done',
};

const INVOICED: Readonly<Record<InvoiceStatus, StepState>> = {
  requested: 'now',
  issuing: 'now',
  blocked_auth: 'bad',
  issued: 'done',
  failed: 'bad',
  reversing: 'now',
  reversed: 'done',
};
