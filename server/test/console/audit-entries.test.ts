import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSOLE_ROUTES } from '../../src/apis/console/all-routes.ts';
import type { Route } from '../../src/apis/console/route.ts';
import type { Transaction } from '../../src/db/database.ts';
import { answering, makeRoutesAlterable } from '../helpers/console/altered-routes.ts';
import { type ConsoleClient, firstAdministrator } from '../helpers/console/console.ts';
import { EXAMPLES } from '../helpers/console/console-examples.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

/** What the console does when a use case forgets its audit entry, route by route. */
let gateway: Gateway;
let admin: ConsoleClient;
beforeAll(async () => {
  makeRoutesAlterable();
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
  await db().query({ text: 'create table forgotten (step text)' });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const db = () => gateway.app.core.db;
const keyOf = ({ method, path }: Route) => `${method} ${path}`;
const change = (tx: Transaction, step: string) =>
  tx.query({ text: 'insert into forgotten values ($1)', values: [step] });

/** Its entries in the log of what is done while `work` goes on, and what is changed. */
async function traceOf(work: () => Promise<void>): Promise<{ told: string[]; steps: string[] }> {
  const [last] = await db().query<{ no: string }>({
    text: 'select coalesce(max(entry_no), 0) as no from audit_entries',
  });
  await work();
  const told = await db().query<{ told: string }>({
    text: `select action || ' ' || outcome as told from audit_entries where entry_no > $1 order by entry_no`,
    values: [last?.no],
  });
  const steps = await db().query<{ step: string }>({ text: 'delete from forgotten returning step' });
  return { told: told.map((entry) => entry.told), steps: steps.map(({ step }) => step) };
}

const changing = CONSOLE_ROUTES.filter(({ method, access }) => method !== 'GET' && access !== 'anyone');
const call = async (key: string) => {
  const own = { ...EXAMPLES[key]?.own };
  return (await admin.call(key, 'schoolId' in own ? { ...own, schoolId: '10086' } : own)).status;
};

test('a use case that commits without its entry is rolled back and answers 500, whatever the route', async () => {
  expect(changing.length).toBeGreaterThan(50);
  for (const route of changing) {
    const key = keyOf(route);
    const forgetting = (step: string) =>
      answering(
        key,
        ({ core }) => core.db.transaction((tx) => change(tx, step)),
        async () => expect(await call(key), key).toBe(500),
      );
    expect(await traceOf(() => forgetting(key)), key).toEqual({ told: [], steps: [] });
  }
});

test('one that answers without any commit, or changes something outside of one, is told and answers 500', async () => {
  for (const route of changing.filter(({ audit }) => !audit?.alone)) {
    const key = keyOf(route);
    const { told } = await traceOf(() =>
      answering(
        key,
        async () => ({}),
        async () => expect(await call(key), key).toBe(500),
      ),
    );
    expect(told, key).toEqual([`${route.audit?.action} done`]);
  }
});

test('with two commits the one that names the entry has it, and what fails afterwards leaves it there', async () => {
  const key = 'POST /account/sessions/end-others';
  const trace = (isBroken: boolean, names: 'first' | 'second') =>
    traceOf(() =>
      answering(
        key,
        async ({ core }) => {
          for (const step of ['first', 'second'] as const) {
            await core.db.transaction(async (tx) => {
              await change(tx, step);
              if (step === names) await core.audit.record(tx);
              if (isBroken && step === 'second') throw new Error('broken');
            });
          }
          return {};
        },
        async () => expect(await call(key)).toBe(isBroken || names === 'second' ? 500 : 200),
      ),
    );
  const told = ['account.end_sessions done'];
  expect(await trace(false, 'first')).toEqual({ told, steps: ['first', 'second'] });
  expect(await trace(true, 'first')).toEqual({ told, steps: ['first'] });
  expect(await trace(false, 'second')).toEqual({ told: [], steps: [] });
});

test('what a look shows is told before it is shown, and a look that nothing is told of changes nothing', async () => {
  const read = 'GET /audit/export';
  const seen = await traceOf(() =>
    answering(
      read,
      async (_context, asUsual) => {
        const rows = await db().query({
          text: `select from audit_entries where action = 'audit.export'`,
        });
        expect(rows).toHaveLength(1);
        return asUsual();
      },
      async () => expect(await call(read)).toBe(200),
    ),
  );
  expect(seen.told).toEqual(['audit.export done']);
  const changed = await traceOf(() =>
    answering(
      'GET /app-names',
      ({ core }) => core.db.transaction((tx) => change(tx, 'look')),
      async () => expect(await call('GET /app-names')).toBe(500),
    ),
  );
  expect(changed).toEqual({ told: [], steps: [] });
});

test('what is refused has the entry of the refusal alone', async () => {
  const { account } = (await admin.call('GET /session')).body;
  const { rows } = (await admin.call('GET /operators', { text: account })).body;
  const school = { newSchoolId: '10086', name: '又一所' };
  const credentialId = 'none';
  const { told } = await traceOf(async () => {
    await admin.call('POST /schools', school);
    await admin.call('DELETE /account/passkeys/:credentialId', { credentialId });
    await admin.call('POST /operators/:operatorId/freeze', {
      operatorId: rows[0].operatorId,
      reason: 'x',
    });
  });
  expect(told).toEqual([
    'school.create refused',
    'account.remove_passkey refused',
    'operator.freeze refused',
  ]);
});
