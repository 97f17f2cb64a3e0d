import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openVault, type Vault } from '../lib/vault.ts';
import { arrayLiteral } from './array-literal.ts';
import { columns, from, type Of, pick, projection } from './columns.ts';
import {
  bytes,
  count,
  fen,
  flag,
  id,
  instant,
  json,
  made,
  nullable,
  optional,
  sealed,
  text,
} from './fields.ts';

interface Thing {
  readonly thingId: string;
  readonly fee: number;
  readonly state: 'new' | 'old';
  readonly note: string | undefined;
  readonly secret: { readonly word: string };
  readonly madeAt: Date;
}

const THING = columns<Thing, Vault>()({
  secret: sealed('secret_sealed', ({ thingId }) => `things.secret_sealed|${thingId}`),
  thingId: id('thing_id'),
  fee: fen('fee'),
  state: text('state'),
  note: optional(text('note')),
  madeAt: instant('made_at'),
});
const thing: Thing = {
  secret: { word: 'hush' },
  thingId: '7',
  fee: 250,
  state: 'new',
  note: undefined,
  madeAt: new Date('2026-11-28T10:00:00Z'),
};
const vault = openVault(randomBytes(32));

/** As the driver answers what was written: numbers of 64 bits as texts, instants as dates. */
function rowOf(values: readonly unknown[]): object {
  const row = Object.fromEntries(THING.written.split(', ').map((name, index) => [name, values[index]]));
  return { ...row, fee: String(values[2]), made_at: new Date(String(values[5])) };
}

test('a list says what statements select and insert', () => {
  expect(THING.selected).toBe('secret_sealed, thing_id, fee, state, note, made_at');
  expect(THING.selectedFrom('t')).toBe('t.secret_sealed, t.thing_id, t.fee, t.state, t.note, t.made_at');
  expect(THING.places()).toBe('$1, $2, $3, $4, $5, $6');
  expect(THING.arrays(3)).toBe(
    '$3::bytea[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::timestamptz[]',
  );
  expect(THING.width).toBe(6);
});

test('what is written is read again, sealed values by what the other fields say', () => {
  const values = THING.valuesOf(thing, vault);
  expect(values[4]).toBeNull();
  const read = THING.fromRow(rowOf(values), vault);
  expect(read).toStrictEqual(thing);
  expect(Object.keys(read)).toEqual(Object.keys(thing));
});

test('the columns of many rows are those of each', () => {
  const others = [thing, { ...thing, thingId: '8', note: 'n' }];
  const [one = [], other = []] = others.map((each) => THING.valuesOf(each, vault));
  const [sealedOnes = '', ...plain] = THING.arraysOf(others, vault);
  expect(plain).toEqual(one.slice(1).map((value, index) => arrayLiteral([value, other[index + 1]])));
  expect(sealedOnes).toMatch(/^\{"\\\\x[0-9a-f]+","\\\\x[0-9a-f]+"\}$/);
});

test('money that cannot be counted exactly is refused', () => {
  const list = projection()({ fee: fen('fee'), rows: count('rows') });
  expect(list.fromRow({ fee: '9007199254740991', rows: '3' })).toEqual({
    fee: 9_007_199_254_740_991,
    rows: 3,
  });
  expect(() => list.fromRow({ fee: '9007199254740992', rows: '3' })).toThrow('9007199254740992');
  expect(() => list.fromRow({ fee: '1.5', rows: '3' })).toThrow('1.5');
  expect(() => list.fromRow({ fee: null, rows: '3' })).toThrow('null');
});

test('fields of several lists make another one', () => {
  const joined = projection()({
    ...from('t', pick(THING.fields, 'thingId', 'note')),
    owner: text('o.name as owner'),
    isLate: flag('t.made_at > now() as is_late'),
    limit: nullable(fen('o.upper')),
    end: made({ at: optional(instant('ended_at')), by: optional(text('ended_by')) }, ({ at, by }) =>
      at && by !== undefined ? { at, by } : undefined,
    ),
    tags: json<string[]>('tags'),
  });
  expect(joined.selected).toBe(
    't.thing_id, t.note, o.name as owner, t.made_at > now() as is_late, o.upper, ended_at, ended_by, tags',
  );
  const row = { thing_id: '7', note: null, owner: 'o', is_late: true, upper: null, tags: [] };
  const one: Of<typeof joined> = joined.fromRow({ ...row, ended_at: null, ended_by: null });
  const expected = { thingId: '7', note: undefined, owner: 'o', isLate: true, limit: null, tags: [] };
  expect(one).toStrictEqual({ ...expected, end: undefined });
  const at = new Date();
  expect(joined.fromRow({ ...row, ended_at: at, ended_by: 'me' }).end).toEqual({ at, by: 'me' });
  // what is read from an expression has no column to be written to
  expect(joined.written).toBe('thing_id, note, tags');
});

test('two columns of one name, and an alias before an expression, are faults of the program', () => {
  expect(() => projection()({ one: text('a.name'), other: text('b.name') })).toThrow('a.name');
  expect(() => from('t', { x: text('upper(name) as x') })).toThrow('upper(name)');
});

test('a list that does not fit its type does not compile', () => {
  type Two = Pick<Thing, 'thingId' | 'note'>;
  const { thingId, note } = THING.fields;
  // @ts-expect-error one is missing
  columns<Two>()({ thingId });
  // @ts-expect-error one is too many
  columns<Two>()({ thingId, note, state: text('state') });
  // @ts-expect-error one is too many, among those taken from elsewhere
  columns<Two>()({ ...pick(THING.fields, 'thingId', 'note', 'fee') });
  // @ts-expect-error may be null
  columns<Two>()({ thingId, note: text('note') });
  // @ts-expect-error cannot be null
  columns<Two>()({ thingId: optional(id('thing_id')), note });
  // @ts-expect-error of another type
  columns<Two>()({ thingId: fen('thing_id'), note });
  // @ts-expect-error nothing says where it is sealed
  columns<Pick<Thing, 'secret'>, Vault>()({ secret: THING.fields.secret });
  // @ts-expect-error nothing opens it
  columns<Pick<Thing, 'thingId' | 'secret'>>()({ thingId, secret: THING.fields.secret });
  expect(columns<Two>()({ thingId, note }).selected).toBe('thing_id, note');
  expect(columns<{ hash: Buffer }>()({ hash: bytes('hash') }).arrays()).toBe('$1::bytea[]');
});
