import type { Vault } from '../lib/vault.ts';
import { type Field, type FieldsOf, nameOf, type ObjectOf, type WrittenColumn } from './columns.ts';

/** A field of one column; one that is read from `expression as name` is not written. */
function plain<Value>(
  item: string,
  type: string,
  read: ((stored: never) => Value) | undefined = undefined,
  write: (value: Value) => unknown = (value) => value,
): Field<Value> {
  const name = nameOf(item);
  return {
    selected: [item],
    read: read ? (row) => read(row[name] as never) : (row) => row[name] as Value,
    written: name === item ? [{ column: name, type, write }] : [],
  };
}

/** A text, or one of a closed list that the database checks. */
export const text = <Value extends string = string>(item: string) => plain<Value>(item, 'text');

/** A number of ours: 64 bits, in decimal. */
export const id = (item: string) => plain<string>(item, 'bigint');

/** Money in fen. */
export const fen = (item: string) => plain(item, 'bigint', safeInteger);

/** A number of 64 bits that is no id and no money. */
export const count = (item: string) => plain(item, 'bigint', safeInteger);

export const integer = (item: string) => plain<number>(item, 'integer');

export const smallint = <Value extends number = number>(item: string) => plain<Value>(item, 'smallint');

export const flag = (item: string) => plain<boolean>(item, 'boolean');

/** An instant; written as text, since the driver is slow at it. */
export const instant = (item: string) => plain<Date>(item, 'timestamptz', undefined, isoWriter());

/** `toISOString`, which takes longer than all else of a row. Rows of a batch were often made in the same millisecond. */
function isoWriter(): (value: Date) => string {
  let ms = Number.NaN;
  let iso = '';
  return (value) => {
    if (value.getTime() !== ms) {
      iso = value.toISOString();
      ms = value.getTime();
    }
    return iso;
  };
}

export const bytes = (item: string) => plain<Buffer>(item, 'bytea');

/** A value as JSON, of whatever shape it was written in. */
export const json = <Value>(item: string) =>
  plain<Value>(item, 'jsonb', undefined, (value) => JSON.stringify(value));

/** A list of texts; cannot be written to many rows at once, since PostgreSQL knows no arrays of arrays. */
export const texts = (item: string) => plain<readonly string[]>(item, 'text[]');

/** A field whose column may be null: then it is undefined. */
export function optional<Value, Item, Context>(
  field: Field<Value, Item, Context>,
): Field<Value | undefined, Item, Context> {
  return orElse(field, undefined);
}

/** The same, with null where the object has null. */
export function nullable<Value, Item, Context>(
  field: Field<Value, Item, Context>,
): Field<Value | null, Item, Context> {
  return orElse(field, null);
}

function orElse<Value, None extends null | undefined, Item, Context>(
  field: Field<Value, Item, Context>,
  none: None,
): Field<Value | None, Item, Context> {
  const [item = '', ...more] = field.selected;
  if (more.length > 0) throw new Error('a field of several columns says itself when it is none');
  const name = nameOf(item);
  const { read } = field;
  return {
    ...field,
    read: (row, others, context) => (row[name] === null ? none : read(row, others, context)),
    written: field.written.map(({ write, ...column }) => ({
      ...column,
      write: (value, others, context) => (value === none ? null : write(value as Value, others, context)),
    })),
  };
}

/** A value sealed at a place that the other fields of its item tell. */
export function sealed<Value, Item>(
  item: string,
  placeOf: (item: Item) => string,
): Field<Value, Item, Vault> {
  const name = nameOf(item);
  return {
    selected: [item],
    isLast: true,
    read: (row, others, vault) => vault.open(placeOf(others), row[name] as Buffer) as Value,
    written: [
      { column: name, type: 'bytea', write: (value, others, vault) => vault.seal(placeOf(others), value) },
    ],
  };
}

/** A field made of several columns, each read as a field of its own, and written as said. */
export function made<Parts extends object, Value, Item, Context>(
  parts: Parts & FieldsOf<ObjectOf<Parts>, unknown>,
  make: (parts: ObjectOf<Parts>, item: Item, context: Context) => Value,
  written: readonly WrittenColumn<Value, Item, Context>[] = [],
): Field<Value, Item, Context> {
  const fields = Object.entries<Field<unknown>>(parts as Record<string, Field<unknown>>);
  return {
    selected: fields.flatMap(([, { selected }]) => selected),
    isLast: true,
    read(row, item, context) {
      const read: Record<string, unknown> = {};
      for (const [name, field] of fields) read[name] = field.read(row, item, context);
      return make(read as ObjectOf<Parts>, item, context);
    },
    written,
  };
}

/** What a left join may not have found: undefined when its field `key`, which is never null, is. */
export function leftJoined<Parts extends object>(
  key: keyof Parts,
  parts: Parts & FieldsOf<ObjectOf<Parts>, unknown>,
): Field<ObjectOf<Parts> | undefined> {
  const whole = made(parts, (found) => found);
  const name = nameOf(parts[key].selected[0] ?? '');
  return {
    ...whole,
    read: (row, item, context) => (row[name] === null ? undefined : whole.read(row, item, context)),
    written: [],
  };
}

/** @throws when a number is beyond what is counted exactly */
function safeInteger(stored: string | null): number {
  const number = stored === null ? Number.NaN : Number(stored);
  if (!Number.isSafeInteger(number)) throw new Error(`${stored} is no safe integer`);
  return number;
}
