import { afterAll, beforeAll, expect, test } from 'vitest';
import { WAKE_CHANNEL } from '../../src/jobs/wake.ts';
import { onMeasure } from '../../src/lib/measures.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const TIMES = 20;
const POLL_MS = 1_000;

/** How often refunds are looked for while workers are woken `TIMES` times, each until they have looked for `kinds`. */
async function wake(payload: string, kinds: readonly string[]) {
  const claims = new Map<string, number>();
  const countOf = (name: string) => claims.get(name) ?? 0;
  const stop = onMeasure('statement', ({ name }) => claims.set(name, countOf(name) + 1));
  const startedAt = performance.now();
  try {
    for (let n = 0; n < TIMES; n += 1) {
      const before = kinds.map(countOf);
      await gateway.app.core.db.query({ text: 'select pg_notify($1, $2)', values: [WAKE_CHANNEL, payload] });
      const haveLooked = () => kinds.every((kind, index) => countOf(kind) > (before[index] ?? 0));
      await waitFor(haveLooked, { what: `${kinds.join(' and ')} after "${payload}"` });
    }
  } finally {
    stop();
  }
  const polls = (performance.now() - startedAt) / POLL_MS;
  return { refunds: countOf('claim-due-refunds'), polls };
}

test('a commit that queued notifications has workers look for these and nothing else', async () => {
  const { refunds, polls } = await wake('notification', ['claim-notifications']);
  expect(refunds).toBeLessThanOrEqual(Math.ceil(polls) + 1);
});

test.each(['', 'a kind of a later release'])(
  'a wake-up that names %j has them look for all',
  async (payload) => {
    const { polls } = await wake(payload, ['claim-notifications', 'claim-due-refunds']);
    // a poll each would take longer
    expect(polls).toBeLessThan(TIMES);
  },
);
