import { expect, test } from 'vitest';
import { waitFor } from '../../test/helpers/wait-for.ts';
import { DatabaseAway } from './away.ts';
import { batched } from './batched.ts';

/** A batch runner that keeps what it was given, and is held up until told to go on. */
function heldRunner(
  run: (items: readonly number[]) => readonly string[] = (items) => items.map(String),
  besideFrom?: number,
) {
  const batches: number[][] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const held = async (items: readonly number[]) => {
    batches.push([...items]);
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    await gate.promise;
    return run(items);
  };
  const { add, waitedMs } = batched<number, string>(3, held, besideFrom);
  const release = async () => {
    gates.shift()?.resolve();
    // every continuation of the released batch, and the start of the next one
    await new Promise(setImmediate);
  };
  return { add, waitedMs, batches, release };
}

test('what arrives while a batch is in flight goes together in the next, up to the limit', async () => {
  const { add, batches, release } = heldRunner();
  const answers = [1, 2, 3, 4, 5].map(add);
  expect(batches).toEqual([[1]]);
  await release();
  expect(batches).toEqual([[1], [2, 3, 4]]);
  expect(await answers[0]).toBe('1');
  await release();
  await release();
  expect(await Promise.all(answers)).toEqual(['1', '2', '3', '4', '5']);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
});

test('a bad item fails alone; its neighbours are answered', async () => {
  const { add, release } = heldRunner((items) => {
    if (items.includes(3)) throw new Error('refused');
    return items.map(String);
  });
  const answers = Promise.allSettled([1, 2, 3, 4].map(add));
  for (let released = 0; released < 5; released += 1) await release();
  expect((await answers).map((answer) => (answer.status === 'fulfilled' ? answer.value : 'failed'))).toEqual([
    '1',
    '2',
    'failed',
    '4',
  ]);
});

test('a database that is away fails the whole batch at once, and the next one is tried', async () => {
  let away = true;
  const { add, batches, release } = heldRunner((items) => {
    if (away && items.length > 1) throw new DatabaseAway('ECONNRESET', 'ECONNRESET');
    return items.map(String);
  });
  const answers = Promise.allSettled([1, 2, 3].map(add));
  await release();
  await release();
  expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  away = false;
  const again = add(4);
  await release();
  expect(await again).toBe('4');
  expect(batches).toEqual([[1], [2, 3], [4]]);
});

/** As the driver says that the server ended a statement at its time limit. */
const timedOut = () =>
  Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
/** Runs a batch of these behind a first one that holds them together; answers whose failed, and what was run of them. */
async function failedOf(items: readonly number[], run: (items: readonly number[]) => readonly string[]) {
  const { add, batches, release } = heldRunner((batch) => (batch[0] === 0 ? ['0'] : run(batch)));
  const first = add(0);
  const answers = Promise.allSettled(items.map(add));
  for (let released = 0; released <= items.length + 1; released += 1) await release();
  await first;
  const outcomes = await answers;
  return {
    failed: items.filter((_, index) => outcomes[index]?.status === 'rejected'),
    ran: batches.slice(1),
  };
}

test('one item that reaches the time limit takes none of its neighbours with it', async () => {
  const { failed } = await failedOf([1, 2, 3], (items) => {
    if (items.includes(1)) throw timedOut();
    return items.map(String);
  });
  expect(failed).toEqual([1]);
});

test('a batch waits for three time limits at most, not for one of each item', async () => {
  const { failed, ran } = await failedOf([1, 2, 3], () => {
    throw timedOut();
  });
  expect(failed).toEqual([1, 2, 3]);
  expect(ran).toEqual([[1, 2, 3], [1], [2]]);
});

test('a database that goes away while items are run one by one fails the others at once', async () => {
  const { failed, ran } = await failedOf([1, 2, 3], ({ length }) => {
    throw length > 1 ? new Error('refused') : new DatabaseAway('ECONNRESET', 'ECONNRESET');
  });
  expect(failed).toEqual([1, 2, 3]);
  expect(ran).toEqual([[1, 2, 3], [1]]);
});

test('the wait is the first one’s that is in no batch yet', async () => {
  const { add, waitedMs, release } = heldRunner();
  const first = add(1);
  expect(waitedMs()).toBe(0);
  const second = add(2);
  await waitFor(() => waitedMs() > 1, { what: 'the second to have waited' });
  await release();
  expect(waitedMs()).toBe(0);
  await release();
  await Promise.all([first, second]);
});

test('a second batch goes beside the first when enough wait for it, and a third never', async () => {
  const { add, batches, release } = heldRunner(undefined, 2);
  const answers = [1, 2].map(add);
  expect(batches).toEqual([[1]]);
  answers.push(add(3));
  expect(batches).toEqual([[1], [2, 3]]);
  answers.push(...[4, 5, 6].map(add));
  expect(batches).toEqual([[1], [2, 3]]);
  // the first is over: its place is taken by all that wait
  await release();
  expect(batches).toEqual([[1], [2, 3], [4, 5, 6]]);
  answers.push(add(7));
  // one alone waits until nothing is in flight
  await release();
  expect(batches).toHaveLength(3);
  await release();
  expect(batches.at(-1)).toEqual([7]);
  await release();
  expect(await Promise.all(answers)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
});
