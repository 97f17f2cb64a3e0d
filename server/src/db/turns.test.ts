import { expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import { DatabaseBusy } from './away.ts';
import { ANY_USE, connectionTurns } from './turns.ts';

/** Turns of three kinds, and what has been lent after waiting, in order. */
function asking(size: number) {
  const turnsFor = connectionTurns(size);
  const turns = {
    payment: turnsFor(ANY_USE),
    list: turnsFor({ rank: 1, share: 1 / 2 }),
    file: turnsFor({ rank: 2, share: 1 / 4 }),
  };
  const lent: string[] = [];
  const ask = async (kind: keyof typeof turns, name: string = kind) => {
    const turn = turns[kind].take();
    if (turn !== undefined) await turn;
    lent.push(name);
  };
  const give = async (kind: keyof typeof turns) => {
    turns[kind].give();
    await new Promise(setImmediate);
  };
  return { turns, lent, ask, give };
}

test('a free connection is lent at once, without a promise', () => {
  expect(connectionTurns(1)(ANY_USE).take()).toBeUndefined();
});

test('what ranks last is never lent more than its share, and what ranks first may have all', async () => {
  const { turns, lent, ask, give } = asking(8);
  const files = [1, 2, 3].map((n) => ask('file', `file ${n}`));
  const lists = [1, 2, 3].map((n) => ask('list', `list ${n}`));
  // of eight, files have two, and four together with lists
  expect(lent).toEqual(['file 1', 'file 2', 'list 1', 'list 2']);
  for (let n = 1; n <= 4; n += 1) void ask('payment', `payment ${n}`);
  expect(lent.slice(4)).toEqual(['payment 1', 'payment 2', 'payment 3', 'payment 4']);
  await give('file');
  expect(lent.at(-1)).toBe('list 3');
  await give('list');
  expect(lent.at(-1)).toBe('file 3');
  await Promise.all([...files, ...lists]);
  expect(turns.file.waitedMs()).toBe(0);
});

test('who waits is served by rank, and those of one rank in order', async () => {
  const { lent, ask, give } = asking(1);
  const asked = [
    ask('payment', 'held'),
    ask('file'),
    ask('list'),
    ask('payment', 'payment 1'),
    ask('payment', 'payment 2'),
  ];
  for (const kind of ['payment', 'payment', 'payment', 'list'] as const) await give(kind);
  await Promise.all(asked);
  expect(lent).toEqual(['held', 'payment 1', 'payment 2', 'list', 'file']);
});

test('who waits too long is refused, and nobody behind him is', async () => {
  const { turns, lent, ask, give } = asking(1);
  void ask('payment', 'held');
  const askedAt = performance.now();
  const late = expect(ask('list', 'late')).rejects.toThrow(DatabaseBusy);
  expect(turns.list.waitedMs()).toBeGreaterThanOrEqual(0);
  await late;
  expect(performance.now() - askedAt).toBeLessThan(patience(7_000));
  expect(turns.list.waitedMs()).toBe(0);
  const next = ask('list', 'next');
  const payment = ask('payment');
  await give('payment');
  await give('payment');
  await Promise.all([payment, next]);
  expect(lent).toEqual(['held', 'payment', 'next']);
});
