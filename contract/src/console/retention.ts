import { Type } from 'typebox';
import { RETENTION_KINDS, RETENTION_LAWS, RETENTION_OUTCOMES } from '../codes/retention.ts';
import { FLAG, INSTANT, NOTHING, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { PERIOD } from './fields.ts';
import { EXPORT_QUERY, FILE, LIST_QUERY, listed, type RouteSchemas } from './list.ts';

/** One day's erasing of one kind. */
const RETENTION_RUN = Type.Object({
  runId: TEXT,
  kind: oneOf(RETENTION_KINDS),
  /** Of Beijing, such as `2026-09-01`. */
  date: TEXT,
  periodHours: WHOLE,
  /** What was older was erased. */
  eraseBefore: INSTANT,
  startedAt: INSTANT,
  /** Absent while it goes on. */
  finishedAt: Type.Optional(INSTANT),
  erased: WHOLE,
  /** Past its period, and needed for something open. */
  kept: WHOLE,
});
export type RetentionRunView = Of<typeof RETENTION_RUN>;

/** How long a kind is kept here, and why not shorter. */
const RETENTION_PERIOD = Type.Object({
  kind: oneOf(RETENTION_KINDS),
  periodHours: WHOLE,
  defaultHours: WHOLE,
  leastHours: WHOLE,
  /** The law that wants that least; absent where it is our choice. */
  law: Type.Optional(oneOf(RETENTION_LAWS)),
  /** Whether `RETENTION_DAYS` may say another period. */
  isSetting: FLAG,
});
export type RetentionPeriodView = Of<typeof RETENTION_PERIOD>;

const FILTER = {
  kind: Type.Optional(oneOf(RETENTION_KINDS)),
  outcome: Type.Optional(oneOf(RETENTION_OUTCOMES)),
  ...PERIOD,
};
const filter = Type.Object(FILTER);
/** Days are of Beijing, both included. */
export type RetentionFilter = Of<typeof filter>;

export const RETENTION_ROUTES = {
  'GET /retention': { params: Type.Object({ ...LIST_QUERY, ...FILTER }), answer: listed(RETENTION_RUN) },
  'GET /retention/export': { params: Type.Object({ ...EXPORT_QUERY, ...FILTER }), answer: FILE },
  'GET /retention-periods': { params: NOTHING, answer: listed(RETENTION_PERIOD) },
} satisfies Record<string, RouteSchemas>;
