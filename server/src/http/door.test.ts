import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { waitFor } from '../../test/helpers/wait-for.ts';
import { openDoors } from './door.ts';

const PRESENT = { destroyed: false };
const WORK_MS = 1;
/** More than begin in a first round. */
const MANY = 100;

/** Requests that take a few milliseconds each, and the order in which they began. */
function entering() {
  const doorOf = openDoors();
  const held = new Set<string>();
  const open = (kind: string, rank: number) => doorOf(rank, () => held.has(kind));
  const doors = {
    list: open('list', 2),
    order: open('order', 1),
    page: open('page', 0),
    report: open('report', 0),
  };
  const begun: (string | Error)[] = [];
  const enter = (kind: keyof typeof doors, name: string = kind, client = PRESENT) =>
    doors[kind].enter(client, (error) => {
      begun.push(error ?? name);
      for (const until = performance.now() + WORK_MS; performance.now() < until; );
    });
  return { doors, held, begun, enter };
}

test('while requests are few nobody waits', async () => {
  const { begun, enter } = entering();
  for (let n = 0; n < 3; n += 1) {
    enter('list');
    expect(begun).toHaveLength(n + 1);
    await new Promise((round) => setTimeout(round, 1));
  }
});

test('a round of the loop begins some, fewer after a long one, and of those who wait the first in rank', async () => {
  const { doors, begun, enter } = entering();
  const names = Array.from({ length: MANY }, (_, n) => `list ${n}`);
  for (const name of names) enter('list', name);
  const atOnce = begun.length;
  expect(atOnce).toBeGreaterThan(0);
  expect(atOnce).toBeLessThan(names.length);
  expect(doors.list.waitedMs()).toBeGreaterThan(0);
  for (const kind of ['report', 'order', 'page', 'report'] as const) enter(kind);
  expect(begun).toHaveLength(atOnce);
  await new Promise(setImmediate);
  // the first took as many milliseconds as it began requests
  expect(begun.length - atOnce).toBeLessThanOrEqual(atOnce / 2);
  await waitFor(() => begun.length === names.length + 4, { what: 'all to have begun' });
  const rest = ['report', 'page', 'report', 'order', ...names.slice(atOnce)];
  expect(begun).toEqual([...names.slice(0, atOnce), ...rest]);
  expect(doors.list.waitedMs()).toBe(0);
});

test('whose client has gone never begins, and who has waited too long begins with the refusal', async () => {
  const { doors, begun, enter } = entering();
  const gone = { destroyed: false };
  for (let n = 0; n < MANY; n += 1) enter('page');
  enter('page', 'gone', gone);
  enter('order');
  gone.destroyed = true;
  const refusal = new Error('too late');
  expect(doors.order.refuseAfter(10_000, () => refusal)).toBe(0);
  expect(doors.order.refuseAfter(-1, () => refusal)).toBe(1);
  expect(begun.at(-1)).toBe(refusal);
  await waitFor(() => begun.length === MANY + 1, { what: 'all to have begun' });
  expect(begun).not.toContain('gone');
  enter('list', 'next');
  await waitFor(() => begun.at(-1) === 'next', { what: 'the next to begin' });
});

test('who waited goes on in the context of his own request', async () => {
  const door = openDoors()(0, () => false);
  const storage = new AsyncLocalStorage<number>();
  const seen: [number, number | undefined][] = [];
  for (let n = 0; n < MANY; n += 1) {
    storage.run(n, () =>
      door.enter(PRESENT, () => {
        seen.push([n, storage.getStore()]);
        for (const until = performance.now() + WORK_MS; performance.now() < until; );
      }),
    );
  }
  await waitFor(() => seen.length === MANY, { what: 'all to have begun' });
  expect(seen.filter(([n, store]) => n !== store)).toEqual([]);
});

test('what is held waits, and keeps only those from beginning who rank behind it', async () => {
  const { held, begun, enter } = entering();
  held.add('order');
  enter('order');
  enter('list');
  enter('page');
  expect(begun).toEqual(['page']);
  await waitFor(() => begun.includes('list'), { what: 'the list to begin' });
  expect(begun).not.toContain('order');
  held.delete('order');
  await waitFor(() => begun.includes('order'), { what: 'the order to begin' });
});
