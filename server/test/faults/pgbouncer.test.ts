import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { roleDefaults } from '../../src/db/session-defaults.ts';
import { whenReachable } from '../../src/db/wait.ts';
import { examine } from '../../src/doctor/examine.ts';
import { expectBooksAgree } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { wantOrder } from '../helpers/gateway/order-load.ts';
import { orderTerms } from '../helpers/partner/partner.ts';
import { payOrder } from '../helpers/partner/pay-order.ts';
import { HAS_PGBOUNCER, type PgBouncer, startPgBouncer } from '../helpers/postgres/pgbouncer.ts';
import { administer } from '../helpers/postgres/postgres-setup.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

/**
 * A real PgBouncer in transaction mode: any statement may reach another session than the one before. Debian's package
 * `pgbouncer` has it; where it is not installed there is nothing to test with.
 */
const testIfInstalled = test.runIf(HAS_PGBOUNCER);
/** Fewer than the connections of one process, so that sessions really are shared. */
const SESSIONS = 4;

let database: TestDatabase;
let pooler: PgBouncer;
let gateway: Gateway;
const cleanup = new AsyncDisposableStack();
beforeAll(async () => {
  if (!HAS_PGBOUNCER) return;
  database = await createTestDatabase();
  cleanup.defer(() => database.drop());
  pooler = cleanup.use(await startPgBouncer(database.url, SESSIONS));
});
afterAll(() => cleanup.disposeAsync());

async function starting(url: string, poolerUrl?: string): Promise<string> {
  const waiting = { waitMs: 5_000, log: () => undefined, signal: new AbortController().signal, poolerUrl };
  return whenReachable(url, waiting, async () => 'prepared').catch((error: Error) => error.message);
}

testIfInstalled(
  'without the address of PostgreSQL itself the start is refused in one line that names the setting',
  async () => {
    const line = await starting(pooler.url);
    expect(line).toMatch(/^A pooler such as PgBouncer stands before the database: set DIRECT_DATABASE_URL /);
    expect(line).not.toContain('\n');
  },
);

testIfInstalled('a start tells which statements give the role its limits, and takes them', async () => {
  const line = await starting(database.url, pooler.url);
  const { username, pathname } = new URL(database.url);
  const statements = roleDefaults(pg.escapeIdentifier(username), pg.escapeIdentifier(pathname.slice(1)));
  expect(line).toContain('statement_timeout, idle_in_transaction_session_timeout, random_page_cost');
  expect(line).toContain(`Run: ${statements}`);
  await administer(database.url, (admin) => admin.query(statements));
  await pooler.reconnect();
  expect(await starting(database.url, pooler.url)).toBe('prepared');
});

testIfInstalled('a pooler of another database is refused', async () => {
  const other = await createTestDatabase();
  try {
    expect(await starting(other.url, pooler.url)).toContain('lead to different databases');
  } finally {
    await other.drop();
  }
});

testIfInstalled('100 orders at once, a payment, its notification and a refund', async () => {
  gateway = cleanup.use(await startGateway({ databaseUrl: database.url, poolerUrl: pooler.url }));
  const wanted = Array.from({ length: 100 }, () =>
    wantOrder(gateway.url, gateway.partner, orderTerms(gateway.endpoint.url)),
  );
  const answers = await Promise.all(wanted);
  expect(answers.filter(({ status, code }) => status !== 200 || code !== 0)).toEqual([]);
  expect(new Set(answers.map(({ orderId }) => orderId)).size).toBe(100);

  const { outTradeNo } = await payOrder(gateway);
  await waitFor(() => gateway.endpoint.receivedFor(outTradeNo).length > 0, { what: 'the notification' });
  const refund = await gateway.partner.call('order_refund', {
    out_trade_no: outTradeNo,
    refund_fee: '40',
    out_refund_no: 'P1',
  });
  expect(refund.code, refund.message).toBe(0);
  await expectBooksAgree(gateway);

  const own = await database.database.query<{ name: string }>({
    text: `select distinct application_name as name from pg_stat_activity
            where datname = current_database() and application_name in ('zhixiao-pay-keys', 'zhixiao-pay-listen') order by 1`,
  });
  // what listens and what locks has a session of its own
  expect(own.map(({ name }) => name)).toEqual(['zhixiao-pay-keys', 'zhixiao-pay-listen']);
});

testIfInstalled('doctor looks at the pooler too', async () => {
  const pooled = { DATABASE_URL: pooler.url, DIRECT_DATABASE_URL: database.url };
  const severityOf = async (env: Record<string, string>) => {
    const findings = await examine({ env, envFile: undefined }, () => undefined);
    return findings.find(({ id }) => id === 'database.pooler')?.severity;
  };
  expect(await severityOf(pooled)).toBe('ok');
  expect(await severityOf({ ...pooled, DATABASE_URL: 'postgres://u:p@127.0.0.1:9/x' })).toBe('fault');
  expect(await severityOf({ DATABASE_URL: database.url })).toBeUndefined();
});

testIfInstalled(
  'sessions that PostgreSQL ends are opened anew, and what is asked meanwhile is in the envelope',
  async () => {
    await administer(database.url, (admin) =>
      admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()`,
        [new URL(database.url).pathname.slice(1)],
      ),
    );
    await waitFor(
      async () => {
        const { status, code } = await wantOrder(
          gateway.url,
          gateway.partner,
          orderTerms(gateway.endpoint.url),
        );
        if (status !== 200) expect([status, code]).toEqual([503, -1]);
        return status === 200 && code === 0;
      },
      { what: 'an order through new sessions' },
    );
  },
);
