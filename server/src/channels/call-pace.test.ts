import { expect, test } from 'vitest';
import { Refusal } from '../refusal.ts';
import { createCallPace } from './call-pace.ts';

/** A pace whose time goes on only when it is told to; what waits goes on in order. */
function timedPace() {
  let now = 0;
  const waiting: { at: number; go: () => void }[] = [];
  const logged: object[] = [];
  const wait = (ms: number) =>
    new Promise<void>((go) => {
      const at = now + ms;
      waiting.splice(waiting.findLastIndex((other) => other.at <= at) + 1, 0, { at, go });
    });
  const pace = createCallPace(
    { warn: (fields: object) => void logged.push(fields) },
    { now: () => now, wait },
  );
  return {
    pace,
    logged,
    wait,
    now: () => now,
    async until(at: number) {
      while (waiting[0] && waiting[0].at <= at) {
        const next = waiting.shift();
        now = next?.at ?? now;
        next?.go();
        // what it does next may wait again
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = at;
    },
  };
}

/** For how long somebody is told to wait. Milliseconds; 0: not at all. */
async function toldMs(turn: Promise<boolean>): Promise<number> {
  try {
    await turn;
    return 0;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'channel_busy')
      return Reflect.get(error.details, 'waitMs');
    throw error;
  }
}

test('a channel that does not complain is called at once, however often', async () => {
  const { pace } = timedPace();
  for (let n = 0; n < 1_000; n += 1) await pace.turn('a', 'native', String(n));
  expect(pace.isSlow('a')).toBe(false);
});

test('a channel that takes 50 calls a second is called nearly as often, seldom more, and for those first who came first', async () => {
  const { pace, logged, wait, now, until } = timedPace();
  const bySecond: { taken: number; complaints: number }[] = [];
  const heldMs: number[] = [];
  const served: { readonly cameAt: number; readonly waitedMs: number; readonly told: number }[] = [];
  const come = async (who: string) => {
    const cameAt = now();
    for (let told = 0; ; ) {
      const waitMs = await toldMs(pace.turn('a', 'native', who));
      if (waitMs > 0) {
        told += 1;
        await wait(Math.max(2_000, Math.min(20_000, waitMs)));
        continue;
      }
      // until it is written what will be called: longer for some than for others
      await wait(((Number(who) * 7) % 50) * 20);
      const readyAt = now();
      await pace.leave('a', 'native');
      heldMs.push(now() - readyAt);
      const second = Math.floor(now() / 1_000);
      bySecond[second] ??= { taken: 0, complaints: 0 };
      const counts = bySecond[second];
      if (counts.taken < 50) {
        counts.taken += 1;
        served.push({ cameAt, waitedMs: now() - cameAt, told });
        return;
      }
      counts.complaints += 1;
      pace.slowDown('a', 'native');
      pace.giveBack('a', 'native', who);
      await wait(4_000);
    }
  };
  const all: Promise<void>[] = [];
  // twice what it takes, for a minute
  for (let at = 0; at < 60_000; at += 10) {
    await until(at);
    all.push(come(String(at)));
  }
  await until(180_000);
  await Promise.all(all);
  const later = bySecond.slice(10, 120);
  const mean = <K extends string>(some: readonly Readonly<Record<K, number>>[], of: K) =>
    some.reduce((sum, one) => sum + one[of], 0) / some.length;
  expect(mean(later, 'taken')).toBeGreaterThan(45);
  expect(mean(later, 'complaints')).toBeLessThan(1);
  expect(logged).toEqual([{ channelAccountId: 'a', perSecond: expect.any(Number) }]);
  expect(Math.max(...heldMs)).toBeLessThan(1_000);
  // half a minute's calls are left when the minute is over: nobody waits for much longer than they take, nor is told often
  served.sort((one, other) => one.cameAt - other.cameAt);
  expect(Math.max(...served.map(({ waitedMs }) => waitedMs))).toBeLessThan(90_000);
  expect(Math.max(...served.map(({ told }) => told))).toBeLessThan(10);
  expect(mean(served, 'told')).toBeLessThan(3);
  const [early, late] = [served.slice(1_500, 2_500), served.slice(-1_000)];
  expect(mean(early, 'waitedMs')).toBeLessThan(mean(late, 'waitedMs') / 2);
});

test('a turn is kept while its owner is away, through a slower rate too, and for a minute after it has come', async () => {
  const { pace, until } = timedPace();
  const at = (ms: number) => until(ms);
  for (let n = 0; n < 10; n += 1) await pace.turn('a', 'native', `first ${n}`);
  pace.slowDown('a', 'native');
  // nine a second, of which one is saved up: eighteen wait here for up to two seconds, the others are told when
  const line = Array.from({ length: 40 }, (_, n) => toldMs(pace.turn('a', 'native', `${n}`)));
  await at(2_000);
  const told = await Promise.all(line);
  expect(told.filter((ms) => ms > 0)).toHaveLength(21);
  expect(told.toSorted((one, other) => one - other)).toEqual(told);
  const last = told.at(-1) ?? 0;
  expect(last).toBeGreaterThan(4_000);
  pace.slowDown('a', 'native');
  expect(await toldMs(pace.turn('a', 'native', '39'))).toBeGreaterThan(last - 2_000);
  const stranger = await toldMs(pace.turn('a', 'native', 'stranger'));
  await at(30_000);
  // both have come: neither waits, whoever asks first
  expect(await toldMs(pace.turn('a', 'native', 'stranger'))).toBe(0);
  await at(30_500);
  expect(await toldMs(pace.turn('a', 'native', '39'))).toBe(0);
  expect(stranger).toBeGreaterThan(last - 2_000);
});

test('a pace is not forgotten while somebody waits, and is a minute after the last complaint once nobody does', async () => {
  const { pace, logged, until } = timedPace();
  await pace.turn('a', 'native', 'first');
  pace.slowDown('a', 'native');
  const line = Array.from({ length: 400 }, (_, n) => toldMs(pace.turn('a', 'native', `${n}`)));
  await until(61_000);
  await Promise.all(line);
  expect(pace.isSlow('a')).toBe(true);
  expect(await toldMs(pace.turn('a', 'native', 'stranger'))).toBeGreaterThan(2_000);
  await until(300_000);
  expect(pace.isSlow('a')).toBe(false);
  for (let n = 0; n < 100; n += 1) await pace.turn('a', 'native', `later ${n}`);
  expect(logged).toHaveLength(1);
});

test('other accounts and other calls are not kept waiting, and after a minute nothing is', async () => {
  const { pace, until } = timedPace();
  let others = 0;
  const turn = (account: string, call: string) => {
    others += 1;
    return pace.turn(account, call, String(others));
  };
  await turn('a', 'native');
  pace.slowDown('a', 'native');
  await turn('a', 'native');
  expect([pace.isSlow('a'), pace.isSlow('b')]).toEqual([true, false]);
  for (let n = 0; n < 100; n += 1) {
    await turn('a', 'jsapi');
    await turn('b', 'native');
  }
  // one a second: the first waits for one second, the second for two, and the third would wait longer
  void turn('a', 'native');
  void turn('a', 'native');
  await expect(turn('a', 'native')).rejects.toThrow('channel_busy');
  await until(61_000);
  for (let n = 0; n < 100; n += 1) await turn('a', 'native');
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
