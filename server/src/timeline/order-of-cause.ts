import type { InvoiceAction } from '@zhixiao/contract/codes/invoices';
import type { LedgerEvent } from '../ledger/ledger.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import type { TimelineEvent } from './timeline-event.ts';

/**
 * Puts events into the order in which one led to the other; those that did not are in the order of time. Milliseconds
 * alone do not say it: one commit reads the clock more than once, two servers have two clocks, and channels and
 * providers tell whole seconds of their own. Each event keeps the time that was recorded.
 */
export function inOrderOfCause(events: readonly TimelineEvent[]): TimelineEvent[] {
  const steps = withStages(events);
  const threads = Map.groupBy(steps, ({ thread }) => thread);
  const created = steps.filter(({ event }) => event.what === 'order_created');
  for (const thread of threads.values()) {
    for (const step of thread) {
      if (OF_ANOTHER_CLOCK.has(step.event.what))
        step.at = Math.min(step.at, ...earliestOf(after(step, thread)));
    }
    const known = thread.toSorted((a, b) => a.stage - b.stage);
    for (const step of known) {
      for (const cause of [created, ...stagesBefore(step, known)]) {
        step.at = Math.max(step.at, ...earliestOf(cause));
      }
    }
  }
  return steps
    .sort((a, b) => a.at - b.at || a.stage - b.stage || a.index - b.index)
    .map(({ event }) => event);
}

interface Step {
  readonly event: TimelineEvent;
  readonly index: number;
  /** What it is about: a payment, refund, invoice or the notification. */
  readonly thread: string;
  /** Every event of a thread comes after the first of each lower stage. */
  readonly stage: number;
  /** When it was, in milliseconds, by all that is known. */
  at: number;
}

/** Told by a channel or provider, whose clock may be ahead: what followed here was not before it. */
const OF_ANOTHER_CLOCK: ReadonlySet<TimelineEvent['what']> = new Set([
  'money_received',
  'invoice_issued',
  'invoice_reversed',
]);

/** By how much such a clock may be wrong. */
const SKEW_MS = MINUTE_MS;

function after({ stage, at }: Step, thread: readonly Step[]): readonly Step[] {
  return thread.filter(
    (other) => other.stage > stage && (other.event.what === 'posted' || other.at > at - SKEW_MS),
  );
}

function stagesBefore({ stage }: Step, thread: readonly Step[]): Iterable<readonly Step[]> {
  const before = thread.filter((other) => other.stage < stage);
  return Map.groupBy(before, (other) => other.stage).values();
}

/** None or one. */
function earliestOf(steps: readonly Step[]): readonly number[] {
  return steps.length === 0 ? [] : [Math.min(...steps.map(({ at }) => at))];
}

function withStages(events: readonly TimelineEvent[]): Step[] {
  let notified = 0;
  const invoices = invoicesOf(events);
  return events.map((event, index) => {
    const step = { event, index, at: event.at.getTime() };
    // rounds and attempts come in their order
    if (event.what.startsWith('notification_')) {
      notified += 1;
      return { ...step, thread: 'notification', stage: STAGES.notification_queued + notified / 1_000_000 };
    }
    const thread = threadOf(event);
    return {
      ...step,
      thread,
      stage: stageOf(event) + INVOICE_STAGES * Math.max(0, invoices.indexOf(thread)),
    };
  });
}

/** More than the stages of one invoice: of an order's invoices the next is asked for when the one before is over. */
const INVOICE_STAGES = 10;

/** In the order that they were made in, which their numbers have. */
function invoicesOf(events: readonly TimelineEvent[]): string[] {
  const numbers = events.flatMap((event) => ('invoiceNo' in event ? event.invoiceNo : []));
  return [...new Set(numbers)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

function threadOf(event: TimelineEvent): string {
  if ('subjectNo' in event) return event.subjectNo;
  if ('refundId' in event && event.refundId !== undefined) return event.refundId;
  if ('refundApplicationId' in event) return event.refundApplicationId;
  if ('invoiceNo' in event) return event.invoiceNo;
  return 'paymentNo' in event ? event.paymentNo : 'order';
}

function stageOf(event: TimelineEvent): number {
  if (event.what === 'posted') return POSTED[event.event];
  if (event.what === 'callback_received' && event.kind === 'refund') return STAGES.refund_accepted;
  if (event.what === 'invoice_attempt') return ASKED[event.action];
  return STAGES[event.what];
}

/** In the order of cause; of equal times the lower comes first, also of different threads. */
const STAGES: Readonly<Record<Exclude<TimelineEvent['what'], 'posted' | 'invoice_attempt'>, number>> = {
  order_created: 0,
  payment_started: 10,
  // what was paid before it was closed, and after
  payment_closed: 11,
  money_received: 11,
  callback_received: 12,
  order_closed: 15,
  notification_queued: 20,
  notification_attempt: 20,
  notification_delivered: 20,
  notification_exhausted: 20,
  notification_resent: 20,
  refund_requested: 30,
  refund_approved: 31,
  refund_rejected: 31,
  refund_started: 32,
  refund_accepted: 34,
  refund_abnormal: 35,
  refund_succeeded: 36,
  refund_failed: 36,
  refund_dismissed: 38,
  invoice_requested: 40,
  invoice_issued: 42,
  invoice_failed: 42,
  invoice_delivered: 43,
  invoice_undelivered: 43,
  invoice_resent: 43,
  invoice_reversing: 44,
  invoice_reversed: 46,
};

const ASKED: Readonly<Record<InvoiceAction, number>> = {
  issue: 41,
  query: 41,
  fetch: 43,
  reverse: 45,
  query_reversal: 45,
};

const POSTED: Readonly<Record<LedgerEvent, number>> = {
  payment_received: 13,
  unwanted_money_received: 13,
  channel_fee_charged: 14,
  refund_reserved: 33,
  refund_succeeded: 37,
  refund_failed: 37,
  channel_fee_returned: 39,
};
