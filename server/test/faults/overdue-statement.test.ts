import { afterEach, beforeEach, expect, test } from 'vitest';
import { classifyError, isDatabaseAway } from '../../src/db/away.ts';
import { openBreaker } from '../../src/db/breaker.ts';
import { connect } from '../../src/db/connection.ts';
import { executeGroup, written } from '../../src/db/execute.ts';
import { hostsOf } from '../../src/db/hosts.ts';
import { watchUnresponsive } from '../../src/db/unresponsive.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

const LIMIT_MS = 1_000;
/** No limit of its own, so that nothing else ends its statements. */
const SETTINGS = { application: 'zhixiao-pay-test', statementTimeoutMs: 0 };

let created: TestDatabase;
beforeEach(async () => {
  created = await createTestDatabase();
});
afterEach(() => created.drop());

test('a statement beyond the limit ends its connection, though the server executes it', async () => {
  const hosts = hostsOf(created.url);
  const breaker = openBreaker(hosts);
  const unresponsive = watchUnresponsive(hosts, hosts, breaker, LIMIT_MS);
  const connection = await connect(hosts, SETTINGS);
  const beganAt = performance.now();

  const outcome = await unresponsive
    .watch(connection, () => connection.query({ text: 'select pg_sleep(600)' }))
    .catch(classifyError);

  expect(outcome).toSatisfy(isDatabaseAway);
  expect(performance.now() - beganAt).toBeGreaterThan(LIMIT_MS);
  unresponsive.stop();
  await breaker.stop();
});

test('statements of one trip have their time each', async () => {
  const hosts = hostsOf(created.url);
  const breaker = openBreaker(hosts);
  const unresponsive = watchUnresponsive(hosts, hosts, breaker, 2 * LIMIT_MS);
  const connection = await connect(hosts, SETTINGS);
  const { generation } = hosts.current;
  const sleeping = written({ text: 'select pg_sleep(1.2)' }, 'read');

  const { done } = await executeGroup(unresponsive, connection, Array(4).fill(sleeping));

  expect(done).toHaveLength(4);
  expect(hosts.current.generation).toBe(generation);
  await connection.end();
  unresponsive.stop();
  await breaker.stop();
});
