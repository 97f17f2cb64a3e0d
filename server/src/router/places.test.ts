import { expect, test } from 'vitest';
import { places } from './places.ts';

const app = (n: number) => ({ name: `appId:app-${n}` });
const order = (number: string) => ({ name: `orderId:${number}`, number });

test('names are spread over the shards, numbers are where they were made', () => {
  const four = places(4);
  const guesses = Array.from({ length: 400 }, (_, n) => four.guess(app(n)));
  for (const shard of [0, 1, 2, 3]) {
    const part = guesses.filter((guess) => guess === shard).length;
    expect(part).toBeGreaterThan(50);
    expect(four.guess(order(String(1_764_400_000_000_000_000n + BigInt(shard))))).toBe(shard);
  }
  // of no shard that there is, and none of ours
  for (const number of ['1764400000000000015', '0', 'x', '9'.repeat(30)]) {
    expect([0, 1, 2, 3]).toContain(four.guess(order(number)));
  }
});

test('what was learnt is kept within bounds: the longest unconfirmed goes first, and what a number says is not kept', () => {
  const two = places(2, 3);
  for (const n of [0, 1, 2]) two.learn(app(n), 1);
  two.learn(app(0), 1);
  two.learn(app(3), 1);
  expect([0, 1, 2, 3].map((n) => two.known(app(n)))).toEqual([1, undefined, 1, 1]);
  two.forget(app(2));
  expect(two.known(app(2))).toBeUndefined();

  const [own, old] = [order('1764400000000000016'), order('1764400000000000032')];
  two.learn(own, 0);
  two.learn(old, 1);
  expect([two.known(own), two.known(old)]).toEqual([undefined, 1]);
  two.learn(old, 0);
  expect(two.known(old)).toBeUndefined();
  const link = { name: `file:${'x'.repeat(200)}` };
  two.learn(link, 1);
  expect(two.known(link)).toBeUndefined();
});
