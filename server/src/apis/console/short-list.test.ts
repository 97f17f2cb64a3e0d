import { expect, test } from 'vitest';
import { named, shortPage } from './short-list.ts';

const rows = ['Canteen', 'dormitory', '图书馆', 'canteen two'].map((name, index) => ({
  id: `a${index}`,
  name,
}));
const keyOf = ({ id }: { id: string }) => id;

test('a part of any name finds a row, in letters of either case', () => {
  const found = (text?: string) => named(rows, text, ({ id, name }) => [id, name, undefined]).map(keyOf);
  expect(found(' CANTEEN ')).toEqual(['a0', 'a3']);
  expect(found('书')).toEqual(['a2']);
  expect(found('a1')).toEqual(['a1']);
  expect(found('nothing')).toEqual([]);
  expect(found(' ')).toHaveLength(4);
  expect(found()).toHaveLength(4);
});

test('pages follow each other without loss, and without a limit there is one', () => {
  const first = shortPage(rows, { limit: 3 }, keyOf);
  expect(first.rows.map(keyOf)).toEqual(['a0', 'a1', 'a2']);
  const second = shortPage(rows, { limit: 3, after: first.next ?? '' }, keyOf);
  expect(second).toEqual({ rows: [rows[3]], next: undefined });
  expect(shortPage(rows, {}, keyOf)).toEqual({ rows, next: undefined });
  expect(shortPage([], {}, keyOf)).toEqual({ rows: [], next: undefined });
});
