import { Type } from 'typebox';
import { CHANNELS } from '../codes/channels.ts';
import { DIFFERENCE_KINDS, DIFFERENCE_STATUSES, LINE_FAULTS, REPAIRS } from '../codes/reconciliation.ts';
import { INSTANT, NOTHING, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { BILL_DAY, BILL_DAY_FILTER, BRIDGE, OF_DAY } from './bill-days.ts';
import { DAY, ID, REASON, SCHOOL } from './fields.ts';
import { EXPORT_QUERY, FILE, LIST_QUERY, listedWithTotals, type RouteSchemas, TOTALS_QUERY } from './list.ts';

/** A total of a bill that its lines do not come to: thousandths of a fen, or a count. */
const TOTAL_GAP = Type.Object({
  column: TEXT,
  unit: Type.Enum(['money', 'count']),
  /** Absent when the bill cannot be read there. */
  stated: Type.Optional(Type.Number()),
  counted: Type.Number(),
});

const UNREAD_LINE = Type.Object({
  /** Of the file, from 1. */
  lineNo: WHOLE,
  fault: oneOf(LINE_FAULTS),
  /** Empty when the whole line is at fault. */
  column: TEXT,
  gaps: Type.Array(TOTAL_GAP),
});

/** Where and what is wrong in the bill itself. */
const DIFFERENCE_DETAIL = Type.Union([UNREAD_LINE, TOTAL_GAP]);

/** Amounts are fen; a side that has no record has none. */
const DIFFERENCE = Type.Object({
  differenceId: TEXT,
  schoolId: TEXT,
  channelAccountId: TEXT,
  date: TEXT,
  kind: oneOf(DIFFERENCE_KINDS),
  subject: TEXT,
  /** Of the bill; 0 when it has none. */
  rowNo: WHOLE,
  booksAmount: Type.Optional(Type.Number()),
  booksStatus: Type.Optional(TEXT),
  booksAt: Type.Optional(INSTANT),
  billAmount: Type.Optional(Type.Number()),
  billStatus: Type.Optional(TEXT),
  billAt: Type.Optional(INSTANT),
  /** Of `unreadable_line` and `totals_differ`. */
  detail: Type.Optional(DIFFERENCE_DETAIL),
  repair: oneOf(REPAIRS),
  status: oneOf(DIFFERENCE_STATUSES),
  foundAt: INSTANT,
  proposedBy: Type.Optional(TEXT),
  proposedByName: Type.Optional(TEXT),
  note: Type.Optional(TEXT),
  approvedBy: Type.Optional(TEXT),
  approvedByName: Type.Optional(TEXT),
  /** What came of the last repair that was tried. */
  outcome: Type.Optional(TEXT),
});
export type DifferenceView = Of<typeof DIFFERENCE>;

const FILTER = {
  ...SCHOOL,
  channelAccountId: Type.Optional(ID),
  date: Type.Optional(DAY),
  kind: Type.Optional(oneOf(DIFFERENCE_KINDS)),
  status: Type.Optional(oneOf(DIFFERENCE_STATUSES)),
};

/** A merchant whose bills can be fetched. */
const BILL_ACCOUNT = Type.Object({
  channelAccountId: TEXT,
  schoolName: TEXT,
  channel: oneOf(CHANNELS),
  merchant: Type.Optional(TEXT),
  /** The application at the channel, where that is another number. */
  application: Type.Optional(TEXT),
});

const NOTE = Type.String({ maxLength: 200 });
const OF_DIFFERENCE = { differenceId: ID };
const ONE_DIFFERENCE = Type.Object(OF_DIFFERENCE);

const DAY_ROUTES = {
  'GET /reconciliation/days': {
    params: Type.Object({ ...LIST_QUERY, ...TOTALS_QUERY, ...BILL_DAY_FILTER }),
    answer: listedWithTotals(BILL_DAY),
  },
  'GET /reconciliation/days/export': {
    params: Type.Object({ ...EXPORT_QUERY, ...BILL_DAY_FILTER }),
    answer: FILE,
  },
  'GET /reconciliation/days/:channelAccountId/:date': { params: OF_DAY, answer: BILL_DAY },
  /** `bridge` is absent where it would take too long to add up. */
  'GET /reconciliation/days/:channelAccountId/:date/bridge': {
    params: OF_DAY,
    answer: Type.Object({ bridge: Type.Optional(BRIDGE) }),
  },
  'GET /reconciliation/accounts': {
    params: Type.Object(SCHOOL),
    /** `lastDate`: the last day whose bill can be there. */
    answer: Type.Object({ accounts: Type.Array(BILL_ACCOUNT), lastDate: TEXT }),
  },
  'GET /reconciliation/work': {
    params: Type.Object(SCHOOL),
    /** `missingBills`: of those that were due by the afternoon. */
    answer: Type.Object({
      differences: WHOLE,
      missingBills: WHOLE,
      /** Since when the first of each waits; absent where there is none. */
      differencesSince: Type.Optional(INSTANT),
      missingBillsSince: Type.Optional(INSTANT),
    }),
  },
  'POST /reconciliation/days/:channelAccountId/:date/fetch': {
    params: OF_DAY,
    /** `later`: the channel has none yet, or could not say; it is asked again. */
    answer: Type.Object({ state: Type.Enum(['kept', 'later']), channelAccountId: TEXT }),
  },
  /** Answers when the comparison is done; how far it is says the day. */
  'POST /reconciliation/days/:channelAccountId/:date/reconcile': { params: OF_DAY, answer: NOTHING },
  'POST /reconciliation/days/:channelAccountId/:date/lock': { params: OF_DAY, answer: NOTHING },
} satisfies Record<string, RouteSchemas>;

export const RECONCILIATION_ROUTES = {
  ...DAY_ROUTES,
  'GET /reconciliation/differences': {
    params: Type.Object({ ...LIST_QUERY, ...TOTALS_QUERY, ...FILTER }),
    answer: listedWithTotals(DIFFERENCE),
  },
  'GET /reconciliation/differences/export': {
    params: Type.Object({ ...EXPORT_QUERY, ...FILTER }),
    answer: FILE,
  },
  /** A line of a bill that cannot be read, as it came; personal data in it is masked. */
  'GET /reconciliation/differences/:differenceId/line': {
    params: ONE_DIFFERENCE,
    answer: Type.Object({ text: TEXT }),
  },
  'POST /reconciliation/differences/:differenceId/propose': {
    /** `markKnown` closes it with the note, whatever it is. */
    params: Type.Object({ ...OF_DIFFERENCE, note: NOTE, markKnown: Type.Boolean() }),
    answer: NOTHING,
  },
  /** Of the operator who proposed it. */
  'POST /reconciliation/differences/:differenceId/withdraw': { params: ONE_DIFFERENCE, answer: NOTHING },
  'POST /reconciliation/differences/:differenceId/approve': {
    /** The proposal as it was looked at: one that is another by now is refused. */
    params: Type.Object({ ...OF_DIFFERENCE, repair: oneOf(REPAIRS), note: NOTE }),
    answer: DIFFERENCE,
  },
  'POST /reconciliation/differences/:differenceId/reject': {
    params: Type.Object({ ...OF_DIFFERENCE, reason: REASON }),
    answer: NOTHING,
  },
} satisfies Record<string, RouteSchemas>;
