import { Type } from 'typebox';
import { CHANNELS } from '../codes/channels.ts';
import {
  BILL_DAY_STATUSES,
  DIFFERENCE_KINDS,
  DIFFERENCE_STATUSES,
  RUN_STATUSES,
} from '../codes/reconciliation.ts';
import { FLAG, INSTANT, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { DAY, ID, PERIOD, SCHOOL } from './fields.ts';

/** A day of one merchant account. Amounts are fen, `commission` thousandths of a fen. */
export const BILL_DAY = Type.Object({
  schoolId: TEXT,
  schoolName: TEXT,
  channelAccountId: TEXT,
  channel: oneOf(CHANNELS),
  merchant: Type.Optional(TEXT),
  /** The application at the channel that its interface is called by, where that is another number. */
  application: Type.Optional(TEXT),
  /** `2026-09-01`, in Beijing. */
  date: TEXT,
  status: oneOf(BILL_DAY_STATUSES),
  /** Why there is no bill yet. */
  failure: Type.Optional(TEXT),
  lockedAt: Type.Optional(INSTANT),
  lockedBy: Type.Optional(TEXT),
  lockedByName: Type.Optional(TEXT),
  bill: Type.Optional(
    Type.Object({
      fetchedAt: INSTANT,
      /** Its hash came signed: its lines are evidence by themselves. */
      isProven: FLAG,
      rowCount: WHOLE,
      paidAmount: WHOLE,
      refundedAmount: WHOLE,
      commission: Type.Number(),
    }),
  ),
  /** The latest comparison. */
  run: Type.Optional(
    Type.Object({
      status: oneOf(RUN_STATUSES),
      startedBy: TEXT,
      /** Of an operator; else as `startedBy`. */
      startedByName: TEXT,
      startedAt: INSTANT,
      finishedAt: Type.Optional(INSTANT),
      rowsTotal: WHOLE,
      rowsDone: WHOLE,
      matchedRows: WHOLE,
      matchedPaidAmount: WHOLE,
      matchedRefundedAmount: WHOLE,
    }),
  ),
  openCount: WHOLE,
  proposedCount: WHOLE,
});
export type BillDayView = Of<typeof BILL_DAY>;

const SUM = Type.Object({ count: WHOLE, amount: WHOLE });
const SUMS = Type.Object({ paid: SUM, refunded: SUM });

/** The way from the money of a day in the books to that in its bill: the parts come to their difference. Amounts are fen. */
export const BRIDGE = Type.Object({
  ours: SUMS,
  bill: SUMS,
  parts: Type.Array(
    Type.Object({
      side: Type.Enum(['payment', 'refund']),
      /**
       * `other_day`: the other side has it a day before or after. `refund_failed`: the bill lists it as begun, and it failed
       * later. `not_compared`: one side changed after the comparison.
       */
      kind: oneOf([...DIFFERENCE_KINDS, 'other_day', 'refund_failed', 'not_compared']),
      /** Of the difference that was found; absent where there is none. */
      status: Type.Optional(oneOf(DIFFERENCE_STATUSES)),
      count: WHOLE,
      /** The bill's less the books', refunds negative. */
      amount: WHOLE,
    }),
  ),
});
export type BridgeView = Of<typeof BRIDGE>;

export const BILL_DAY_FILTER = {
  ...SCHOOL,
  channel: Type.Optional(oneOf(CHANNELS)),
  status: Type.Optional(oneOf(BILL_DAY_STATUSES)),
  /** With open differences. */
  hasWork: Type.Optional(Type.Boolean()),
  ...PERIOD,
};

export const OF_DAY = Type.Object({ channelAccountId: ID, date: DAY });
