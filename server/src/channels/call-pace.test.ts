import { expect, test } from 'vitest';
import { createCallPace } from './call-pace.ts';

/** A pace whose time goes on only when it is told to; what waits goes on in order. */
function timedPace() {
  let now = 0;
  const waiting: { at: number; go: () => void }[] = [];
  const logged: object[] = [];
  const pace = createCallPace(
    { warn: (fields: object) => void logged.push(fields) },
    {
      now: () => now,
      wait: (ms) => new Promise<void>((go) => waiting.push({ at: now + ms, go })),
    },
  );
  return {
    pace,
    logged,
    now: () => now,
    async until(at: number) {
      waiting.sort((one, other) => one.at - other.at);
      while (waiting[0] && waiting[0].at <= at) {
        const next = waiting.shift();
        now = next?.at ?? now;
        next?.go();
        // what it does next may wait again
        await new Promise((resolve) => setImmediate(resolve));
        waiting.sort((one, other) => one.at - other.at);
      }
      now = at;
    },
  };
}

test('a channel that does not complain is called at once, however often', async () => {
  const { pace } = timedPace();
  for (let n = 0; n < 1_000; n += 1) await pace.turn('a', 'native');
  expect(pace.isSlow('a')).toBe(false);
});

test('a channel that takes 50 calls a second is called nearly as often, however many come, and seldom more', async () => {
  const { pace, logged, now, until } = timedPace();
  const bySecond: { taken: number; complaints: number }[] = [];
  let refused = 0;
  const call = async () => {
    try {
      await pace.turn('a', 'native');
    } catch {
      refused += 1;
      return;
    }
    const second = Math.floor(now() / 1_000);
    bySecond[second] ??= { taken: 0, complaints: 0 };
    const counts = bySecond[second];
    if (counts.taken < 50) counts.taken += 1;
    else {
      counts.complaints += 1;
      pace.slowDown('a', 'native');
    }
  };
  const calls: Promise<void>[] = [];
  // twice what it takes, for a minute
  for (let at = 0; at < 60_000; at += 10) {
    await until(at);
    calls.push(call());
  }
  await until(70_000);
  await Promise.all(calls);
  const later = bySecond.slice(10, 60);
  const mean = (of: 'taken' | 'complaints') => later.reduce((sum, one) => sum + one[of], 0) / later.length;
  expect(mean('taken')).toBeGreaterThan(40);
  expect(mean('complaints')).toBeLessThan(2);
  expect(refused).toBeGreaterThan(1_000);
  expect(logged).toEqual([{ channelAccountId: 'a', perSecond: expect.any(Number) }]);
});

test('other accounts and other calls are not kept waiting, and after a minute nothing is', async () => {
  const { pace, until } = timedPace();
  await pace.turn('a', 'native');
  pace.slowDown('a', 'native');
  await pace.turn('a', 'native');
  expect([pace.isSlow('a'), pace.isSlow('b')]).toEqual([true, false]);
  for (let n = 0; n < 100; n += 1) {
    await pace.turn('a', 'jsapi');
    await pace.turn('b', 'native');
  }
  // one a second: the first waits for one second, the second for two, and the third would wait longer
  void pace.turn('a', 'native');
  void pace.turn('a', 'native');
  await expect(pace.turn('a', 'native')).rejects.toThrow('channel_busy');
  await until(61_000);
  for (let n = 0; n < 100; n += 1) await pace.turn('a', 'native');
  expect(pace.isSlow('a')).toBe(false);
});

test('a complaint after a minute without one is news again, also of calls that nobody waits with', async () => {
  const { pace, logged, until } = timedPace();
  pace.slowDown('a', 'query');
  await until(1_500);
  pace.slowDown('a', 'query');
  expect(logged).toEqual([{ channelAccountId: 'a' }]);
  await until(3_600_000);
  expect(pace.isSlow('a')).toBe(false);
  pace.slowDown('a', 'query');
  expect(pace.isSlow('a')).toBe(true);
  expect(logged).toHaveLength(2);
});
