import { Type } from 'typebox';
import { CHANNELS } from '../codes/channels.ts';
import { LEDGER_EVENTS } from '../codes/ledger.ts';
import { FLAG, INSTANT, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { ID, MONTH, SCHOOL } from './fields.ts';
import { EXPORT_QUERY, FILE, LIST_QUERY, listed, type RouteSchemas } from './list.ts';

const SUM = Type.Object({ count: WHOLE, amount: WHOLE });
const FIGURES = {
  received: SUM,
  /** Given back or on its way, less what could not be. */
  refunded: SUM,
  /** What the channel kept, less what it returned; known with the bills, a day later. */
  commission: WHOLE,
  netAmount: WHOLE,
};
const figures = Type.Object(FIGURES);
/** Counts, and amounts in fen. */
export type SettledFigures = Of<typeof figures>;

/** An app's month. */
const SHEET = Type.Object({
  schoolId: TEXT,
  schoolName: TEXT,
  appId: TEXT,
  appName: TEXT,
  /** `2026-09`. */
  month: TEXT,
  /** Absent: open, and still growing. */
  lock: Type.Optional(
    Type.Object({ by: TEXT, byName: TEXT, at: INSTANT, preparedByName: Type.Optional(TEXT) }),
  ),
  /** Of its school one person proposes to lock it, and another confirms. */
  needsTwo: FLAG,
  /** Who has proposed to lock it, at which net; `isChanged`: it is another sheet now, and is proposed again. */
  proposal: Type.Optional(
    Type.Object({ by: TEXT, byName: TEXT, at: INSTANT, netAmount: WHOLE, isChanged: FLAG }),
  ),
  /** Other figures have another. */
  version: TEXT,
  channels: Type.Array(Type.Object({ ...FIGURES, channel: oneOf(CHANNELS) })),
  total: figures,
});
export type SheetView = Of<typeof SHEET>;

/** What moved the school's money; `amount` is fen to the school, negative when it gives back. Whom it is of is masked. */
const MOVEMENT = Type.Object({
  transactionId: TEXT,
  at: INSTANT,
  event: oneOf(LEDGER_EVENTS),
  channel: oneOf(CHANNELS),
  amount: WHOLE,
  /** Ours, of the payment or the refund. */
  number: TEXT,
  orderId: TEXT,
  outTradeNo: TEXT,
  body: TEXT,
  userNo: Type.Optional(TEXT),
  userName: Type.Optional(TEXT),
});
export type MovementRow = Of<typeof MOVEMENT>;

const OF_MONTH = { ...SCHOOL, month: MONTH };
const OF_SHEET = { appId: ID, month: MONTH };

export const SETTLEMENT_ROUTES = {
  /** All of them: there is one page. */
  'GET /settlement/sheets': { params: Type.Object({ ...LIST_QUERY, ...OF_MONTH }), answer: listed(SHEET) },
  'GET /settlement/sheets/export': { params: Type.Object({ ...EXPORT_QUERY, ...OF_MONTH }), answer: FILE },
  'GET /settlement/sheets/:appId/:month': { params: Type.Object(OF_SHEET), answer: SHEET },
  'GET /settlement/sheets/:appId/:month/export': {
    params: Type.Object({ ...EXPORT_QUERY, ...OF_SHEET }),
    answer: FILE,
  },
  /** The movements that a sheet counts, the last first. */
  'GET /settlement/sheets/:appId/:month/movements': {
    params: Type.Object({ ...LIST_QUERY, ...OF_SHEET }),
    answer: listed(MOVEMENT),
  },
  'GET /settlement/sheets/:appId/:month/movements/export': {
    params: Type.Object({ ...EXPORT_QUERY, ...OF_SHEET }),
    answer: FILE,
  },
  /** The first of two people; the second confirms. */
  'POST /settlement/sheets/:appId/:month/propose': { params: Type.Object(OF_SHEET), answer: SHEET },
  'POST /settlement/sheets/:appId/:month/withdraw': { params: Type.Object(OF_SHEET), answer: SHEET },
  'POST /settlement/sheets/:appId/:month/confirm': {
    /** The sheet as it was looked at: one that is another by now is refused. */
    params: Type.Object({ ...OF_SHEET, version: Type.String({ maxLength: 64 }) }),
    answer: SHEET,
  },
  /** Alone, where the school does not need two. */
  'POST /settlement/sheets/:appId/:month/lock': { params: Type.Object(OF_SHEET), answer: SHEET },
} satisfies Record<string, RouteSchemas>;
