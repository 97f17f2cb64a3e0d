import { type TSchema, Type } from 'typebox';
import type { Of } from '../schema.ts';
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

/** One page of a list. */
export interface Listed<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** The answer is a file, whose columns or lines are declared where it is made. */
export type File = 'file';
export const FILE: File = 'file';

/** What a route takes, flat: what is in its path, its query and its body; and what it answers. */
export interface RouteSchemas {
  readonly params: TSchema;
  readonly answer: TSchema | File;
}
