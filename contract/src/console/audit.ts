import { Type } from 'typebox';
import { AUDIT_OUTCOMES } from '../codes/audit.ts';
import { INSTANT, NOTHING, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { ID, PERIOD } from './fields.ts';
import { EXPORT_QUERY, FILE, LIST_QUERY, listed, type RouteSchemas } from './list.ts';

const AUDIT_ENTRY = Type.Object({
  entryNo: TEXT,
  at: INSTANT,
  operator: Type.Optional(TEXT),
  /** What the operator is called now. */
  operatorName: Type.Optional(TEXT),
  address: Type.Optional(TEXT),
  action: TEXT,
  subject: Type.Optional(TEXT),
  schoolId: Type.Optional(TEXT),
  outcome: oneOf(AUDIT_OUTCOMES),
  /** What the entry was written with, whatever that is. Personal data masked. */
  details: Type.Record(Type.String(), Type.Unknown()),
});
export type AuditEntryView = Of<typeof AUDIT_ENTRY>;

const SHORT = Type.String({ maxLength: 100 });
const FILTER = {
  schoolId: Type.Optional(SHORT),
  operator: Type.Optional(SHORT),
  action: Type.Optional(SHORT),
  subject: Type.Optional(SHORT),
  outcome: Type.Optional(oneOf(AUDIT_OUTCOMES)),
  ...PERIOD,
};
const filter = Type.Object(FILTER);
/** Days are of Beijing, both included. */
export type AuditFilter = Of<typeof filter>;

const LOOKED_UP = {
  schoolId: ID,
  operator: Type.Optional(SHORT),
  action: Type.Optional(SHORT),
  outcome: Type.Optional(oneOf(AUDIT_OUTCOMES)),
  /** A student or staff number, an open_id or a payer's account at a channel, exactly. */
  text: Type.String({ pattern: '\\S', maxLength: 128 }),
  ...PERIOD,
};
const lookedUp = Type.Object(LOOKED_UP);
/** Whose look-ups are searched for. */
export type LookedUp = Of<typeof lookedUp>;

/** Whether every entry still follows the one before it, and agrees with the heads that were written out. */
const CHAIN_VIEW = Type.Union([
  Type.Object({
    state: Type.Literal('whole'),
    entries: WHOLE,
    head: TEXT,
    /** Heads in the server's file, all of which agree. */
    heads: WHOLE,
    /** Lines of that file that are no heads of this log. */
    strange: WHOLE,
  }),
  Type.Object({ state: Type.Literal('broken'), entryNo: TEXT }),
]);
export type ChainView = Of<typeof CHAIN_VIEW>;

export const AUDIT_ROUTES = {
  'GET /audit': { params: Type.Object({ ...LIST_QUERY, ...FILTER }), answer: listed(AUDIT_ENTRY) },
  'GET /audit/export': { params: Type.Object({ ...EXPORT_QUERY, ...FILTER }), answer: FILE },
  /** What the log is filtered by, and what cannot be found in it. */
  'GET /audit/about': {
    params: Type.Object({ schoolId: Type.Optional(SHORT) }),
    answer: Type.Object({
      operators: Type.Array(Type.Object({ account: TEXT, name: TEXT })),
      /** When the last look-up through orders was recorded that is not found by its person; absent: all are found. */
      unnamedUntil: Type.Optional(INSTANT),
    }),
  },
  /** Who looked a person up, and through what; a person stands in no address. */
  'POST /audit/look-ups': {
    params: Type.Object({ ...LIST_QUERY, ...LOOKED_UP }),
    answer: listed(AUDIT_ENTRY),
  },
  'POST /audit/look-ups/export': { params: Type.Object({ ...EXPORT_QUERY, ...LOOKED_UP }), answer: FILE },
  'POST /audit/verify': { params: NOTHING, answer: CHAIN_VIEW },
} satisfies Record<string, RouteSchemas>;
