import { expect, test } from 'vitest';
import { createClock } from '../src/clock.ts';
import { openStore } from '../src/store.ts';

test('what is still under way when the clock is stopped starts nothing any more', async () => {
  const store = openStore(':memory:');
  const clock = createClock(store);
  const runs: number[] = [];
  clock.add({ nextAt: () => undefined, runDue: (now) => void runs.push(now) });
  clock.wake();
  await expect.poll(() => runs).toHaveLength(1);
  clock.stop();
  clock.wake();
  // timers of the same time go in the order in which they were set
  await new Promise((resolve) => setTimeout(resolve, 0));
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(runs).toHaveLength(1);
});

test('what is planned in the middle of a run leaves no timer behind that runs after the stop', async () => {
  const store = openStore(':memory:');
  const clock = createClock(store);
  const runs: number[] = [];
  clock.add({
    nextAt: () => clock.now() + (runs.length < 2 ? 0 : 3_600_000),
    runDue(now) {
      runs.push(now);
      clock.wake();
      if (runs.length === 2) queueMicrotask(() => clock.stop());
    },
  });
  clock.wake();
  await expect.poll(() => runs.length).toBeGreaterThan(1);
  await new Promise((resolve) => setTimeout(resolve, 0));
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(runs).toHaveLength(2);
});
