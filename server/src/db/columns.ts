import { arrayLiteral } from './array-literal.ts';
import type { Queryable, Statement } from './queryable.ts';

/** A row as PostgreSQL answers it, by the names of its columns. */
type Row = Readonly<Record<string, unknown>>;

/** How one field of an object is read from a row and written to one; `fields.ts` has those that there are. */
export interface Field<Value, Item = unknown, Context = unknown> {
  /** What it is read from, as items of a select list: a column, or `expression as name`. */
  readonly selected: readonly string[];
  readonly read: (row: Row, item: Item, context: Context) => Value;
  /** It is read with the help of the item's other fields, so after them. */
  readonly isLast?: boolean;
  readonly written: readonly WrittenColumn<Value, Item, Context>[];
}

/** A column that a field is written to; `type` is PostgreSQL's, for the cast of an array of them. */
export interface WrittenColumn<Value, Item = unknown, Context = unknown> {
  readonly column: string;
  readonly type: string;
  readonly write: (value: Value, item: Item, context: Context) => unknown;
}

/** A field for each property of an object, none missing. */
export type FieldsOf<T, Context> = { readonly [K in keyof T]-?: Field<T[K], T, Context> };

/** The object that fields are read to. */
export type ObjectOf<Fields> = {
  readonly [K in keyof Fields]: Fields[K] extends { readonly read: (...args: never[]) => infer Value }
    ? Value
    : never;
};

/** A list of columns as statements and stores use it. Its texts never change: prepared statements need that. */
export interface Columns<T, Context, Fields = unknown> {
  /** To be taken into other lists. */
  readonly fields: Fields;
  /** The select list. */
  readonly selected: string;
  /** The select list, of a table with this alias. */
  selectedFrom(alias: string): string;
  /** The names of the columns to insert into, `width` of them. */
  readonly written: string;
  readonly width: number;
  /** A parameter for each: `$1, $2, …`. */
  places(first?: number): string;
  /** A parameter for each, of many rows, for `unnest`: `$1::text[], $2::bigint[], …`. */
  arrays(first?: number): string;
  /** The parameters of `places`. */
  valuesOf(item: T, context: Context): unknown[];
  /** The parameters of `arrays`. */
  arraysOf(items: readonly T[], context: Context): string[];
  fromRow(row: object, context: Context): T;
  fromRows(rows: readonly object[], context: Context): T[];
  /** The object of the first row of a statement that answers with `selected`. */
  one(q: Queryable, ...asked: Asked<Context>): Promise<T | undefined>;
  /** The objects of all its rows. */
  all(q: Queryable, ...asked: Asked<Context>): Promise<T[]>;
}

/** A statement, after what its rows are read with, if anything. */
type Asked<Context> = Context extends void ? [Statement] : [Context, Statement];

/** The objects of a list. */
export type Of<List> = List extends { fromRow(row: object, context: never): infer T } ? T : never;

/**
 * The columns that objects of a type are kept in, a field for each property: with one missing, one too many or one of
 * another type it does not compile.
 */
export function columns<T extends object, Context = void>() {
  return <Fields extends FieldsOf<T, Context>>(
    fields: Fields & { readonly [K in Exclude<keyof Fields, keyof T>]: never },
  ): Columns<T, Context, Fields> => listOf(fields);
}

/** The same, of objects whose type is made of the fields. */
export function projection<Context = void>() {
  return <Fields extends object>(
    fields: Fields & FieldsOf<ObjectOf<Fields>, Context>,
  ): Columns<ObjectOf<Fields>, Context, Fields> => listOf(fields);
}

/** Some of these fields. */
export function pick<Fields, Name extends keyof Fields>(
  fields: Fields,
  ...names: Name[]
): Pick<Fields, Name> {
  const picked: Partial<Pick<Fields, Name>> = {};
  for (const name of names) picked[name] = fields[name];
  return picked as Pick<Fields, Name>;
}

/** The same fields, selected from a table with this alias. */
export function from<Fields extends object>(alias: string, fields: Fields): Fields {
  const entries = Object.entries<AnyField>(fields as Record<string, AnyField>);
  return Object.fromEntries(
    entries.map(([name, field]) => [
      name,
      { ...field, selected: field.selected.map((item) => qualified(alias, item)) },
    ]),
  ) as Fields;
}

type AnyField = Field<unknown>;

function listOf<T, Context, Fields>(fields: Fields): Columns<T, Context, Fields> {
  const entries = Object.entries<AnyField>(fields as Record<string, AnyField>);
  const selected = selectList(entries.flatMap(([, field]) => field.selected));
  const written = entries.flatMap(([key, field]) => field.written.map((column) => ({ key, ...column })));
  const empty = Object.fromEntries(entries.map(([key]) => [key, undefined]));
  const inOrder = entries.toSorted(
    ([, one], [, other]) => Number(one.isLast ?? 0) - Number(other.isLast ?? 0),
  );

  const fromRow = (row: object, context: Context): T => {
    // its fields are in the order of the list, whatever order they are read in
    const item: Record<string, unknown> = { ...empty };
    for (const [key, { read }] of inOrder) item[key] = read(row as Row, item, context);
    return item as T;
  };
  const fromRows = (rows: readonly object[], context: Context) => rows.map((row) => fromRow(row, context));
  const property = (item: T, key: string) => (item as Record<string, unknown>)[key];

  return {
    fields,
    selected: selected.join(', '),
    selectedFrom: (alias) => selected.map((item) => qualified(alias, item)).join(', '),
    written: written.map(({ column }) => column).join(', '),
    width: written.length,
    places: (first = 1) => written.map((_, index) => `$${first + index}`).join(', '),
    arrays: (first = 1) => written.map(({ type }, index) => `$${first + index}::${type}[]`).join(', '),
    valuesOf: (item, context) => written.map(({ key, write }) => write(property(item, key), item, context)),
    arraysOf: (items, context) =>
      written.map(({ key, write }) =>
        arrayLiteral(items.map((item) => write(property(item, key), item, context))),
      ),
    fromRow,
    fromRows,
    async one(q, ...asked) {
      const [row] = await q.query(statementOf(asked));
      return row && fromRow(row, contextOf(asked));
    },
    all: async (q, ...asked) => fromRows(await q.query(statementOf(asked)), contextOf(asked)),
  };
}

function statementOf<Context>(asked: Asked<Context>): Statement {
  return asked.at(-1) as Statement;
}

function contextOf<Context>(asked: Asked<Context>): Context {
  return (asked.length > 1 ? asked[0] : undefined) as Context;
}

/** Each item once. */
function selectList(items: readonly string[]): readonly string[] {
  const byName = new Map(items.map((item) => [nameOf(item), item]));
  for (const item of items) {
    if (byName.get(nameOf(item)) !== item) throw new Error(`two columns of a list have the name of ${item}`);
  }
  return [...byName.values()];
}

function qualified(alias: string, item: string): string {
  if (!/^\w+$/.test(item)) throw new Error(`an alias cannot be put before ${item}`);
  return `${alias}.${item}`;
}

/** The name that an item of a select list has in its row. */
export function nameOf(item: string): string {
  return /(?:^|[ .])(\w+)$/.exec(item)?.[1] ?? item;
}
