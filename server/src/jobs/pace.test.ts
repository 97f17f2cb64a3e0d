import { expect, test } from 'vitest';
import { waitFor } from '../../test/helpers/wait-for.ts';
import { paced } from './pace.ts';
import { startWorkerPool } from './pool.ts';

const spend = (ms: number) => {
  for (const until = performance.now() + ms; performance.now() < until; );
};

test('work that makes the rounds of the event loop long begins in smaller portions, with rounds for others in between', async () => {
  const pace = paced();
  const portions = [0];
  let begun = 0;
  const all = Array.from({ length: 40 }, () =>
    pace.turn().then(() => {
      begun += 1;
      portions[portions.length - 1] = (portions.at(-1) ?? 0) + 1;
      spend(4);
    }),
  );
  const otherRound = () => {
    if ((portions.at(-1) ?? 0) > 0) portions.push(0);
    if (begun < all.length) setImmediate(otherRound);
  };
  setImmediate(otherRound);
  await Promise.all(all);
  expect(portions.slice(0, 6)).toEqual([16, 8, 4, 4, 4, 4]);
  // and whoever comes later is not forgotten
  await pace.turn();
});

test('a pool with a pace takes less at once, begins it by turns, and counts what waits as in hand', async () => {
  const limits: number[] = [];
  const turns: (() => void)[] = [];
  const handled: number[] = [];
  let next = 0;
  const pool = startWorkerPool<number>({
    slots: 25,
    pollMs: 1,
    pace: { claimMax: 10, turn: () => new Promise((resolve) => turns.push(resolve)) },
    async claim(limit) {
      limits.push(limit);
      return Array.from({ length: limit }, () => next++);
    },
    async handle(item) {
      handled.push(item);
    },
    onError: (error) => expect.unreachable(String(error)),
  });
  await waitFor(async () => turns.length === 25, { what: 'the slots to fill' });
  expect(limits).toEqual([10, 10, 5]);
  expect(handled).toEqual([]);
  for (const begin of turns.splice(0, 3)) begin();
  await waitFor(async () => turns.length === 25, { what: 'three others to be taken in their place' });
  expect(handled).toEqual([0, 1, 2]);
  const ended = pool[Symbol.asyncDispose]();
  for (const begin of turns) begin();
  await ended;
  expect(handled).toHaveLength(28);
});
