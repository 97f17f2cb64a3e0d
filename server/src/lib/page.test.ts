import { expect, test } from 'vitest';
import { eachRow } from './page.ts';

test('every row of a long list is read, and requests have their turn between them', async () => {
  let turns = 0;
  let isOver = false;
  const others = () => {
    turns += 1;
    if (!isOver) setImmediate(others);
  };
  setImmediate(others);
  const rowsInTurn = new Map<number, number>();
  let expected = 0;
  const list = eachRow(async ({ after = '0', limit }) => {
    const rows = Array.from({ length: limit }, (_, n) => Number(after) + n);
    const next = Number(after) + limit;
    return { rows, next: next < 1_500 ? String(next) : undefined };
  });
  for await (const row of list) {
    expect(row).toBe(expected);
    expected += 1;
    rowsInTurn.set(turns, (rowsInTurn.get(turns) ?? 0) + 1);
  }
  isOver = true;
  expect(expected).toBeGreaterThanOrEqual(1_500);
  expect(Math.max(...rowsInTurn.values())).toBeLessThanOrEqual(100);
});
