import { type TSchema, Type } from 'typebox';
import { FLAG, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { ID, REASON } from './fields.ts';

/** The longest page of a list. */
const PAGE_LIMIT = 100;

/** What every list is asked with, to spread into its parameters. */
export const LIST_QUERY = {
  after: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_LIMIT })),
};
/** That of lists whose pages end with an address. */
export const ADDRESS_LIST_QUERY = { ...LIST_QUERY, after: Type.Optional(Type.String({ maxLength: 2_100 })) };
/** What every export is asked with. */
export const EXPORT_QUERY = { form: Type.Enum(['xlsx', 'csv']) };
/** What an export is asked with that names people in full: why it is wanted goes to the audit log. */
export const PERSONAL_EXPORT_QUERY = { ...EXPORT_QUERY, reason: REASON };
/** Of the lists that are set up by hand, and so are short enough to be read as a whole. */
export const NAME_FILTER = {
  schoolId: Type.Optional(ID),
  /** A part of a name or number. */
  text: Type.Optional(Type.String({ maxLength: 60 })),
};

const listQuery = Type.Object(LIST_QUERY);

export type ListQuery = Of<typeof listQuery>;

/** One page of a list; `next` is the `after` of the following page, absent on the last. */
export function listed<Row extends TSchema>(row: Row) {
  return Type.Object({ rows: Type.Array(row), next: Type.Optional(Type.String()) });
}

/** Asks for what the filters find on all pages together. */
export const TOTALS_QUERY = { totals: Type.Optional(Type.Boolean()) };
/** Asks for another order than the newest first. */
export const TIME_SORT_QUERY = { sort: Type.Optional(oneOf(['oldest'])) };
/** The same of lists that have an index of their amounts. */
export const AMOUNT_SORT_QUERY = { sort: Type.Optional(oneOf(['oldest', 'largest', 'smallest'])) };
/** How a list can be ordered. */
export type Sort = 'newest' | 'oldest' | 'largest' | 'smallest';

/** `isMore`: so many were counted, and there are more. */
const COUNTED = { count: WHOLE, isMore: FLAG };
const LIST_TOTALS = Type.Object({
  ...COUNTED,
  /** What their amounts come to, in fen. Absent while not all are counted, and in lists of no amounts. */
  amount: Type.Optional(WHOLE),
  /** How many each state has under the other filters. */
  states: Type.Array(Type.Object({ state: TEXT, ...COUNTED })),
});
/** What a list's filters find, of all pages. */
export type ListTotals = Of<typeof LIST_TOTALS>;

/** A page of a list that can be asked for its totals too; they are absent where counting would take too long. */
export function listedWithTotals<Row extends TSchema>(row: Row) {
  return Type.Object({
    rows: Type.Array(row),
    next: Type.Optional(Type.String()),
    totals: Type.Optional(LIST_TOTALS),
  });
}

/** One page of a list. */
export interface Listed<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
  readonly totals?: ListTotals;
}

/** The answer is a file, whose columns or lines are declared where it is made. */
export type File = 'file';
export const FILE: File = 'file';

/** What a route takes, flat: what is in its path, its query and its body; and what it answers. */
export interface RouteSchemas {
  readonly params: TSchema;
  readonly answer: TSchema | File;
}
