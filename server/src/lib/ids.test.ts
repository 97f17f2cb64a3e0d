import { expect, test } from 'vitest';
import { systemClock } from './clock.ts';
import { idMaker, randomToken, shardOfId, timeOfId } from './ids.ts';

test('no token begins with a hyphen', () => {
  const tokens = Array.from({ length: 2_000 }, randomToken);
  expect(new Set(tokens).size).toBe(2_000);
  for (const token of tokens) expect(token).toMatch(/^[0-9A-Za-z_][\w-]{21}$/);
});

test('numbers of a shard have its remainder, are of their time, and cannot be guessed from each other', () => {
  const before = Date.now();
  const ids = Array.from({ length: 2_000 }, idMaker(systemClock, 13));
  expect(new Set(ids).size).toBe(2_000);
  for (const id of ids) expect(shardOfId(id)).toBe(13);
  for (const id of ids) expect(timeOfId(id).getTime()).toBeGreaterThanOrEqual(before);
  // of 62,500 suffixes
  const suffixes = ids.map((id) => Number(id.slice(-6)));
  expect(Math.max(...suffixes) - Math.min(...suffixes)).toBeGreaterThan(500_000);
});

test('numbers of a single installation have any remainder', () => {
  const remainders = Array.from({ length: 2_000 }, idMaker(systemClock)).map(shardOfId);
  expect(new Set(remainders).size).toBe(16);
});
