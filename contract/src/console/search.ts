import { Type } from 'typebox';
import { PROBLEM_KINDS } from '../codes/overview.ts';
import { NUMBER_KINDS } from '../codes/search.ts';
import { INSTANT, type Of, oneOf, WHOLE } from '../schema.ts';
import { SCHOOL } from './fields.ts';
import type { RouteSchemas } from './list.ts';
import { ROW } from './orders.ts';

/** An order that a number belongs to, and what the number is. */
const FOUND = Type.Object({ ...ROW, foundBy: oneOf(NUMBER_KINDS) });
export type NumberFound = Of<typeof FOUND>;

/** What waits for this operator, as far as the operator may see it. */
const WAITING = Type.Object({
  problems: Type.Array(Type.Object({ kind: oneOf(PROBLEM_KINDS), count: WHOLE, oldest: INSTANT })),
  differences: WHOLE,
  missingBills: WHOLE,
  changes: WHOLE,
  /** Since when the first of each waits; absent where there is none. */
  differencesSince: Type.Optional(INSTANT),
  missingBillsSince: Type.Optional(INSTANT),
  changesSince: Type.Optional(INSTANT),
});
export type WaitingView = Of<typeof WAITING>;

export const SEARCH_ROUTES = {
  /** The orders that a number of any kind belongs to; with a body, as people type people's numbers too. */
  'POST /numbers/find': {
    params: Type.Object({ ...SCHOOL, text: Type.String({ pattern: '\\S', maxLength: 128 }) }),
    answer: Type.Object({ orders: Type.Array(FOUND) }),
  },
  'GET /waiting': { params: Type.Object(SCHOOL), answer: WAITING },
} satisfies Record<string, RouteSchemas>;
