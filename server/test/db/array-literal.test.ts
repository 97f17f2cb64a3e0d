import { afterAll, beforeAll, expect, test } from 'vitest';
import { arrayLiteral } from '../../src/db/array-literal.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());

test.each<[type: string, values: readonly unknown[]]>([
  ['text', []],
  [
    'text',
    [
      '',
      ' ',
      'null',
      'NULL',
      '宿舍电费 🏫',
      'a,b',
      '{}',
      '"',
      '\\',
      '\\"',
      "'",
      'line\nline\ttab',
      '\\x00',
      '$1',
    ],
  ],
  ['text', ['a', null, undefined, 'b']],
  ['bigint', ['9223372036854775807', '-1', null]],
  ['integer', [0, -5, 2_147_483_647, null]],
  ['double precision', [0.1, -1e-9]],
  ['boolean', [true, false, null]],
  ['bytea', [Buffer.from([0, 34, 92, 255]), Buffer.alloc(0), null]],
  ['jsonb', ['{"a":"\\"\\\\"}', '[]', null]],
])('PostgreSQL reads %s as it was', async (type, values) => {
  const rows = await testDatabase.database.query<{ value: unknown }>({
    text: `select ${type === 'jsonb' ? 'value::text' : 'value'} from unnest($1::${type}[]) value`,
    values: [arrayLiteral(values)],
  });
  const read = (value: unknown) => (type === 'jsonb' && value !== null ? JSON.parse(String(value)) : value);
  expect(rows.map(({ value }) => read(value))).toEqual(values.map((value) => read(value ?? null)));
});

test('a date has no one way of being written', () => {
  expect(() => arrayLiteral([new Date(0)])).toThrow(TypeError);
});
