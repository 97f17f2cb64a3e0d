import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSOLE_ROUTES } from '../../src/apis/console/all-routes.ts';
import type { Route } from '../../src/apis/console/route.ts';
import type { Transaction } from '../../src/db/database.ts';
import type { Export } from '../../src/lib/export/export.ts';
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

/** A file that ends unread when its first bytes leave before its entry is there. */
async function* onceTold(body: Export['body']): AsyncGenerator<Buffer> {
  expect(await db().query({ text: `select from audit_entries where action = 'audit.export'` })).toHaveLength(
    1,
  );
  yield* body;
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

test('a request that commits nothing, or changes something outside of a transaction, is recorded and answered 500', async () => {
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

test('a look-up is recorded before its result is shown, and one without an entry changes nothing', async () => {
  const read = 'GET /audit/export';
  const seen = await traceOf(() =>
    answering(
      read,
      async (_context, asUsual) => {
        const file = (await asUsual()) as Export;
        return { ...file, body: onceTold(file.body) };
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

test('a look at the line of a bill is told to the school whose bill it is, with what it is about', async () => {
  const { vault } = gateway.app.core;
  const [day] = await db().query<{ account: string; date: string }>({
    text: `with account as (select school_id, channel_account_id from channel_accounts where school_id = '10086' limit 1),
             days as (insert into bill_days (school_id, channel_account_id, bill_date, created_at, status)
                      select school_id, channel_account_id, '2026-10-01', now(), 'reconciled' from account),
             bill as (insert into bills (school_id, channel_account_id, bill_date, fetched_at, is_proven, row_count,
                                         paid_amount, refunded_amount, commission)
                      select school_id, channel_account_id, '2026-10-01', now(), true, 0, 0, 0, 0 from account),
             run as (insert into reconciliation_runs (school_id, channel_account_id, bill_date, status, started_by,
                                                      started_at, progressed_at, finished_at, rows_total)
                     select school_id, channel_account_id, '2026-10-01', 'done', 'x', now(), now(), now(), 0 from account
                     returning run_id)
           insert into bill_differences (school_id, channel_account_id, bill_date, run_id, kind, subject, row_no, repair,
                                         status, found_at, detail)
           select school_id, channel_account_id, '2026-10-01', run_id, 'unreadable_line', '第 7 行', 7, 'mark_known', 'open', now(),
                  '{"lineNo":8,"fault":"amount","column":"","gaps":[]}'
             from account, run
           returning channel_account_id as account, bill_date::text as date`,
  });
  const context = `bill_unread_lines.text_sealed|10086|${day?.account}|${day?.date}|7`;
  await db().query({
    text: `insert into bill_unread_lines (school_id, channel_account_id, bill_date, row_no, line_no, fault, column_name, numbers,
                                          text_sealed)
           values ('10086', $1, $2, 7, 8, 'amount', '', '{}', $3)`,
    values: [day?.account, day?.date, vault.seal(context, '一行')],
  });
  const [difference] = (await admin.call('GET /reconciliation/differences', { schoolId: '10086' })).body.rows;
  const { differenceId } = difference;
  const line = await admin.call('GET /reconciliation/differences/:differenceId/line', { differenceId });
  expect(line.body).toEqual({ text: '一行' });
  const { rows } = (await admin.call('GET /audit', { action: 'repair.read', schoolId: '10086' })).body;
  expect(rows).toMatchObject([
    {
      outcome: 'done',
      schoolId: '10086',
      subject: differenceId,
      details: { kind: 'unreadable_line', date: day?.date },
    },
  ]);
});

test('a look that is refused, or that breaks down, shows nothing and is not told as done', async () => {
  const looks = {
    'GET /orders/:orderId': { orderId: '1' },
    'GET /orders/:orderId/invoice/document': { orderId: '1' },
    'GET /personal-data/requests/:requestId/file': { requestId: '1' },
    'GET /reconciliation/differences/:differenceId/line': { differenceId: '999999' },
    'GET /settlement/sheets/:appId/:month/export': { appId: 'none', month: '2026-10', form: 'csv' },
  };
  const { told } = await traceOf(async () => {
    for (const [key, params] of Object.entries(looks)) {
      expect((await admin.call(key, params)).status, key).toBe(404);
    }
  });
  expect(told).toEqual([
    'order.read refused',
    'invoice.open refused',
    'person.download refused',
    'repair.read refused',
    'settlement.export refused',
  ]);
  const broken = await traceOf(() =>
    answering(
      'GET /audit/export',
      async () => {
        throw new Error('broken');
      },
      async () => expect(await call('GET /audit/export')).toBe(500),
    ),
  );
  expect(broken.told).toEqual([]);
});
