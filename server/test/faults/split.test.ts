import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppKeys } from '@zhixiao/protocol/envelope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { insertApp } from '../../src/apps/app-store.ts';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { openDatabase } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { MIGRATIONS, readMigrations } from '../../src/db/migration-files.ts';
import { shardFindings } from '../../src/doctor/check-shard.ts';
import { listenWidely } from '../../src/http/listen.ts';
import { beginSplit, checkInput, type Splitting } from '../../src/installation/split/begin-split.ts';
import { cancelSplit } from '../../src/installation/split/cancel-split.ts';
import { cleanElsewhere } from '../../src/installation/split/clean-elsewhere.ts';
import { checkShard, keepShard, numberShard } from '../../src/installation/split/keep-shard.ts';
import { openSplitSession } from '../../src/installation/split/split-session.ts';
import { takeSide } from '../../src/installation/split/take-side.ts';
import { saveInvoiceAccount } from '../../src/invoices/account-store.ts';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { findAccount, saveChannelAccount } from '../../src/merchants/account-store.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import { ask } from '../helpers/ask.ts';
import { violationsIn } from '../helpers/gateway/books.ts';
import { type CliRun, runCli } from '../helpers/gateway/cli.ts';
import { freePort } from '../helpers/gateway/free-port.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { startOrderLoad } from '../helpers/gateway/order-load.ts';
import { passTime } from '../helpers/gateway/pass-time.ts';
import { type StartedRouter, startRouter } from '../helpers/gateway/shards.ts';
import {
  BALANCES,
  contentOf,
  OPEN,
  type Orders,
  ordersInEveryState,
  status,
} from '../helpers/partner/every-state.ts';
import { type Partner, partnerOf } from '../helpers/partner/partner.ts';
import { type PartnerEndpoint, startPartnerEndpoint } from '../helpers/partner/partner-endpoint.ts';
import { administer, withDatabase } from '../helpers/postgres/postgres-setup.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '../helpers/postgres/replicated-postgres.ts';
import { rowsAt } from '../helpers/postgres/rows-at.ts';
import { waitFor } from '../helpers/wait-for.ts';

const STAYS = '10086';
const MOVES = '20086';
const MOVING_APP: AppKeys & { readonly appId: string } = {
  appId: 'partner2',
  appSecret: 'b7c0a1f64e5d4a21',
  aesKey: 'BD42F6697B035B7580E4FEF93BE20B4E',
  cipher: 'aes-256-cbc',
};
const OWNER = 'split_owner';
const SERVER = 'split_server';
const MOVE = { move: [MOVES], toShard: 1 };

let postgres: ReplicatedPostgres;
/** Of the database at each server, as a superuser. */
let urls: readonly [first: string, second: string];
let gateway: Gateway;
let router: StartedRouter;
let movedUrl: string;
/** They know the router alone. */
let stayingPartner: Partner;
let movingPartner: Partner;
let movingEndpoint: PartnerEndpoint;
let dataDir: string;
const cleanup = new AsyncDisposableStack();
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-split-'));
  cleanup.defer(() => rm(dataDir, { recursive: true, force: true }));
  postgres = cleanup.use(await startReplicatedPostgres({ isSynchronous: false }));
  const [first = '', second = ''] = postgres.urls.map((url) => withDatabase(url, 'split'));
  urls = [first, second];
  // as in production: one role owns the tables, and servers work as another
  await administer(postgres.urls[0], async (admin) => {
    for (const role of [OWNER, SERVER]) await admin.query(`create role ${role} login password 'password'`);
    await admin.query(`create database split owner ${OWNER} template template0`);
  });
  await migrate(as(OWNER, first), { serverRole: SERVER });
  // no workers: what is due stays due until each side works on its own
  const [routerPort, movedPort] = [await freePort(), await freePort()];
  const routerUrl = `http://127.0.0.1:${routerPort}`;
  movedUrl = `http://127.0.0.1:${movedPort}`;
  const options = { databaseUrl: as(SERVER, first), role: 'api', shard: 0, routerUrl } as const;
  gateway = cleanup.use(await startGateway(options));
  // one address for everybody, before the split and after it; the second shard is not there yet
  router = cleanup.use(await startRouter([gateway.url, movedUrl], { port: routerPort }));
  stayingPartner = partnerOf(router.url, gateway.endpoint.url);
  movingEndpoint = cleanup.use(await startPartnerEndpoint(MOVING_APP));
  movingPartner = partnerOf(router.url, movingEndpoint.url, MOVING_APP);
  await seedSecondSchool();
});
afterAll(() => cleanup.disposeAsync(), 60_000);

async function seedSecondSchool(): Promise<void> {
  const { db, vault, clock } = gateway.app.core;
  const now = clock.now();
  await insertSchool(db, { schoolId: MOVES, name: '知校第二大学' }, now);
  await insertApp(db, vault, { ...MOVING_APP, schoolId: MOVES, name: '二校缴费' }, now);
  const account = await findAccount(db, vault, 'sandbox-wechat');
  if (!account) throw new Error('the sandbox has an account');
  await saveChannelAccount(
    db,
    vault,
    { ...account, channelAccountId: 'moving-wechat', schoolId: MOVES },
    now,
  );
  for (const schoolId of [STAYS, MOVES]) {
    const receipts = {
      invoiceAccountId: `receipts-${schoolId}`,
      provider: 'receipt',
      settings: {},
      secrets: {},
    } as const;
    await saveInvoiceAccount(db, vault, { ...receipts, schoolId }, now);
  }
}

/** The same database as one of the roles. */
function as(role: string, url: string): string {
  const own = new URL(url);
  own.username = role;
  own.password = 'password';
  return own.href;
}

const settingsOf = (url: string, shard: number) => ({
  DATABASE_URL: as(SERVER, url),
  MIGRATION_DATABASE_URL: as(OWNER, url),
  DATA_DIR: dataDir,
  MASTER_KEY: gateway.masterKey.toString('base64'),
  SHARD: String(shard),
});
const shard = (url: string, number: number, ...args: string[]): Promise<CliRun> =>
  runCli(settingsOf(url, number), ['shard', ...args, '--lang', 'en']);

/** Works on one of the databases as a command does. */
async function splitting<T>(
  url: string,
  number: number | undefined,
  work: (splitting: Splitting) => Promise<T>,
): Promise<T> {
  await using session = await openSplitSession(as(OWNER, url));
  const { vault, clock } = gateway.app.core;
  return await work({ session, vault, clock, operator: 'shell:test', shard: number });
}

let orders: { stays: Orders; moves: Orders };
let balances: { app_id: string }[];
let code: string;

test('nothing begins without a number, a standby, schools of both sides, and a shard that is new', async () => {
  const [first] = urls;
  const refused = (work: (each: Splitting) => Promise<unknown>, number: number | undefined = 0) =>
    expect(splitting(first, number, work)).rejects;
  await refused((each) => beginSplit(each, MOVE)).toThrow('has no shard number yet');
  const { db } = gateway.app.core;
  // what a copy that was promoted too early would be started with
  await expect(keepShard(db, 1, new Date())).rejects.toThrow('is no shard yet');
  await keepShard(db, undefined, new Date());
  await keepShard(db, 0, new Date());
  await expect(keepShard(db, 1, new Date())).rejects.toThrow('is shard 0, but SHARD is 1');
  await expect(numberShard(db, 1, new Date())).rejects.toThrow('is shard 0, but SHARD is 1');
  await expect(checkShard(db, undefined)).rejects.toThrow('is shard 0, but SHARD is not set');
  await refused((each) => checkInput(each, MOVE), 1).toThrow('is shard 0, but SHARD is 1');
  await refused((each) => checkInput(each, { move: ['nowhere'], toShard: 1 })).toThrow(
    'no such schools: nowhere',
  );
  await refused((each) => checkInput(each, { move: [STAYS, MOVES], toShard: 1 })).toThrow('one has to stay');
  await refused((each) => checkInput(each, { move: [MOVES], toShard: 0 })).toThrow('Shard 0 exists already');
  const change = (text: string) => administer(first, (admin) => admin.query(`alter role ${SERVER} ${text}`));
  await change('in database split set search_path = public');
  await refused((each) => checkInput(each, MOVE)).toThrow(
    `search_path of their own and would not see a split: ${SERVER}`,
  );
  await change('in database split reset search_path');
  const kept = 'notification_attempts_2019_01';
  const asOwner = (text: string) => administer(first, (admin) => admin.query(text));
  await asOwner(
    `create table ${kept} (like notification_attempts);
     insert into archived_partitions
       values ('notification_attempts', '${kept}', '2019-01-01', '2019-02-01', 1, 2, 0, sha256(''), now(), false)`,
  );
  await refused((each) => checkInput(each, MOVE)).toThrow(
    new RegExp(`months are archived, .*: ${kept}. Drop .*npm run cli -- archive --drop`),
  );
  await asOwner('delete from archived_partitions');
  await refused((each) => checkInput(each, MOVE)).toThrow(`not of this program: ${kept}`);
  await asOwner(`drop table ${kept}`);
  await refused((each) => takeSide(each, undefined)).toThrow('No split has begun here');
  await refused((each) => cancelSplit(each, false)).toThrow('no split to cancel');
});

test('the plan says what each school has and what both sides share', async () => {
  orders = {
    stays: await ordersInEveryState(gateway, stayingPartner),
    moves: await ordersInEveryState(gateway, movingPartner),
  };
  const { stdout, stderr, status } = await shard(urls[0], 0, 'plan', '--move', MOVES);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toMatch(/→ 20086 知校第二大学: 1 apps, about 5 orders/);
  expect(stdout).toContain('10086, 20086 share the merchant wechat 1900000001');
});

test('while a session is left that could write, the standby is not to be promoted', async () => {
  const [first] = urls;
  const begin = (each: Splitting) => beginSplit(each, MOVE, { sessionsGoneWithinMs: 500 });
  // the owner may not end what another role has opened
  await expect(splitting(first, 0, begin)).rejects.toThrow(/sessions are left: zhixiao-pay.*Do not promote/);
  await expect(splitting(first, 0, (each) => takeSide(each, undefined))).rejects.toThrow('did not finish');
  expect((await shard(first, 0)).stdout).toContain('shard begin did not finish');
  await splitting(first, 0, (each) => cancelSplit(each, false));
  await administer(first, (admin) => admin.query(`grant pg_signal_backend, pg_monitor to ${OWNER}`));
});

test('once begun, nobody writes, wherever it is promoted; cancelled, all is as before', async () => {
  const [first, second] = urls;
  const dry = await shard(first, 0, 'begin', '--move', MOVES, '--to', '1', '--dry-run');
  expect(dry.stdout).toContain('Nothing was changed');
  const begun = await shard(first, 0, 'begin', '--move', MOVES, '--to', '1');
  expect(begun.stderr).toBe('');
  expect(begun.stdout).toMatch(/standby.*has everything/);
  await expect(rowsAt(first, 'insert into channels values (null)')).rejects.toThrow('read-only transaction');
  expect(
    (await stayingPartner.call('order_query', { out_trade_no: orders.stays.paid.outTradeNo })).code,
  ).toBe(-1);
  await splitting(first, 0, async ({ session }) => {
    await expect(checkShard(session, 0)).rejects.toThrow('half split');
  });
  await expect(splitting(first, 1, (each) => takeSide(each, undefined))).rejects.toThrow('was not promoted');
  await expect(splitting(first, 0, (each) => beginSplit(each, { ...MOVE, toShard: 2 }))).rejects.toThrow(
    'Another split has begun',
  );
  await splitting(first, 0, (each) => cancelSplit(each, false));
  await waitFor(async () => (await status(stayingPartner, orders.stays.untouched)) === '1', {
    what: 'the server to be back',
  });
  await splitting(first, 0, ({ session }) => checkShard(session, 0));
  const open = 'select from splits where cancelled_at is null';
  await waitFor(async () => (await rowsAt(second, open)).length === 0, {
    what: 'the standby to have it cancelled',
  });
});

test('each database takes its own side, the one that was promoted after the other, and each school is on one', async () => {
  const [first, second] = urls;
  await splitting(first, 0, (each) => beginSplit(each, MOVE));
  balances = await rowsAt(first, BALANCES);
  // run again, as after a kill
  await splitting(first, 0, (each) => beginSplit(each, MOVE));
  await postgres.promoteSecond();
  await expect(rowsAt(second, 'insert into channels values (null)')).rejects.toThrow('read-only transaction');
  const onSecond = (number: number, given?: string) =>
    splitting(second, number, (each) => takeSide(each, given));
  await expect(onSecond(0)).rejects.toThrow('If the old cluster has failed over');
  await expect(onSecond(1)).rejects.toThrow('Run shard split on the side that stays');
  const closed = (at: string) =>
    splitting(second, 1, ({ session }) =>
      session.query({ text: `update splits set closed_at = ${at} where cancelled_at is null` }),
    );
  // what it would be, had it been promoted while sessions still wrote
  await closed('null');
  await expect(onSecond(1, code)).rejects.toThrow('promoted before the other database had stopped');
  await closed('begun_at');
  await expect(onSecond(1, '00000000x')).rejects.toThrow('That is not the code');
  // the copy, by its own settings and by those of the other
  await expect(splitting(second, 1, (each) => cancelSplit(each, true))).rejects.toThrow(
    'is shard 0, but SHARD is 1',
  );
  await expect(splitting(second, 0, (each) => cancelSplit(each, false))).rejects.toThrow('--only-this-one');
  await expect(splitting(second, 1, (each) => beginSplit(each, MOVE))).rejects.toThrow('was promoted after');

  const stays = await shard(first, 0, 'split');
  expect(stays.stderr).toBe('');
  code = /--code (\d{8})/.exec(stays.stdout)?.[1] ?? '';
  expect(stays.stdout).toContain('This database is shard 0');
  expect((await shard(first, 0, 'split')).stdout).toContain(`--code ${code}`);
  const moves = await shard(second, 1, 'split', '--code', code);
  expect(moves.stderr).toBe('');
  expect(moves.stdout).toContain('This database is shard 1');
  await onSecond(1);
  await expect(splitting(first, 0, (each) => cancelSplit(each, false))).rejects.toThrow('--only-this-one');
  await expect(splitting(second, 1, (each) => cancelSplit(each, true))).rejects.toThrow(
    'throw this one away',
  );

  const schools = 'select school_id from schools';
  expect(await rowsAt(first, schools)).toEqual([{ school_id: STAYS }]);
  expect(await rowsAt(second, schools)).toEqual([{ school_id: MOVES }]);
  const apart = [...(await rowsAt(first, BALANCES)), ...(await rowsAt(second, BALANCES))];
  expect(apart).toEqual(balances);
  for (const [url, other] of [
    [first, MOVING_APP.appId],
    [second, stayingPartner.keys.appId],
  ] as const) {
    const own = `update splits set cleaned_at = now(), cleaning_at = now()`;
    await expect(rowsAt(as(SERVER, url), own)).rejects.toThrow('permission denied');
    const change = `update public.orders set due_at = now() where app_id = '${other}'`;
    await expect(rowsAt(url, change)).rejects.toThrow('is of a school that another shard has');
  }
});

/** A server of the promoted side, with its workers. */
async function startMovedSide(): Promise<App> {
  const { port } = new URL(movedUrl);
  const app = await createApp({
    databaseUrl: as(SERVER, urls[1]),
    databasePoolSize: 8,
    masterKey: gateway.masterKey,
    publicUrl: router.url,
    shard: 1,
    sandboxUrl: gateway.sandboxUrl,
    channelTimeoutMs: 8_000,
    role: 'all',
    rateLimitPerSecond: 0,
    waitFactor: 10,
    trustedProxies: 0,
    clock: gateway.clock,
    log: createLog('fatal'),
  });
  await listenWidely(app.server, { host: '127.0.0.1', port: Number(port) });
  return app;
}

test('both sides finish what was under way, each payment once and on its own side', async () => {
  const [first, second] = urls;
  const untouched = {
    first: await rowsAt(first, contentOf(MOVING_APP.appId), 'all'),
    second: await rowsAt(second, contentOf(stayingPartner.keys.appId), 'all'),
  };
  expect(untouched.first.length).toBeGreaterThan(15);
  const moved = cleanup.use(await startMovedSide());
  const worker = cleanup.use(await gateway.startWorker());

  // at the same address everybody is found again; the server of before goes on, and has the other school no more
  for (const [partner, { paid }] of [
    [stayingPartner, orders.stays],
    [movingPartner, orders.moves],
  ] as const) {
    const isThere = async () => (await status(partner, paid)) === '2';
    await waitFor(isThere, { what: 'the order to be found through the router' });
  }
  const old = partnerOf(gateway.url, movingEndpoint.url, MOVING_APP);
  expect(await old.call('order_query', { out_trade_no: orders.moves.paid.outTradeNo })).toMatchObject({
    code: -2,
  });
  const page = (url: string) => ask(`${url}/cashier-api/orders/${orders.moves.pending.orderId}`);
  expect((await page(gateway.url)).status).toBe(404);
  expect((await page(router.url)).status).toBe(200);
  // whoever had the code before pays after
  for (const [url, { pending }] of [
    [first, orders.stays],
    [second, orders.moves],
  ] as const) {
    const [payment] = await rowsAt<{ payment_no: string }>(
      url,
      `select payment_no::text from payments where order_id = ${pending.orderId}`,
    );
    await gateway.wechat.pay({ out_trade_no: payment?.payment_no ?? '' });
  }
  const advance = async (ms: number) => {
    await gateway.advance(ms);
    worker.workers?.wake();
    moved.workers?.wake();
  };
  await passTime(advance, 5 * MINUTE_MS, 'both sides to finish', async () => {
    const open = [...(await rowsAt(first, OPEN)), ...(await rowsAt(second, OPEN))];
    return open.length === 0;
  });

  for (const [side, mine] of [
    [stayingPartner, orders.stays],
    [movingPartner, orders.moves],
  ] as const) {
    expect(await status(side, mine.pending)).toBe('2');
    expect(await status(side, mine.untouched)).toBe('3');
  }
  for (const url of urls) {
    expect(await rowsAt(url, 'select status, count(*)::int from invoices group by 1')).toEqual([
      { status: 'issued', count: 1 },
    ]);
  }
  expect(await rowsAt(first, contentOf(MOVING_APP.appId), 'all')).toEqual(untouched.first);
  expect(await rowsAt(second, contentOf(stayingPartner.keys.appId), 'all')).toEqual(untouched.second);
  for (const endpoint of [gateway.endpoint, movingEndpoint]) {
    const told = endpoint.received.map(({ content }) => content.out_trade_no);
    expect(told.length).toBe(3);
    expect(new Set(told).size).toBe(3);
  }
  const booked = `select payment_no::text as "paymentNo", transaction_id as "transactionId", paid_amount::int as total
                    from payments where status = 'succeeded'`;
  const truth = (await gateway.wechat.books()).map(({ paymentNo, transactionId, total }) => ({
    paymentNo,
    transactionId,
    total,
  }));
  const byNumber = (list: readonly { paymentNo: string }[]) =>
    list.toSorted((a, b) => a.paymentNo.localeCompare(b.paymentNo));
  expect(
    byNumber([...(await rowsAt(first, booked)), ...(await rowsAt(second, booked))] as typeof truth),
  ).toEqual(byNumber(truth));
  expect(await violationsIn(gateway.app.core.db)).toEqual([]);
  expect(await violationsIn(moved.core.db)).toEqual([]);
});

/** The migrations of a next version. */
async function oneMigrationMore(): Promise<string> {
  const dir = join(dataDir, 'migrations');
  await cp(MIGRATIONS, dir, { recursive: true });
  const number = (await readMigrations()).length + 1;
  await writeFile(
    join(dir, `${String(number).padStart(4, '0')}_next.sql`),
    'alter table orders add column next text;',
  );
  return dir;
}

test('what is elsewhere is deleted beside the running servers, and nothing of the split is left', async () => {
  for (const [url, number, other, otherSchool] of [
    [urls[0], 0, MOVING_APP.appId, MOVES],
    [urls[1], 1, stayingPartner.keys.appId, STAYS],
  ] as const) {
    const before = await rowsAt(url, BALANCES);
    const database = openDatabase({ url: as(SERVER, url), poolSize: 2 });
    await using closing = new AsyncDisposableStack();
    closing.defer(() => database.close());
    expect(await shardFindings(database, number)).toMatchObject([{ id: 'shard', severity: 'warning' }]);
    // ended in the middle
    const upTo = (part: string) => {
      if (part === 'orders') throw new Error('killed');
    };
    await expect(splitting(url, number, (each) => cleanElsewhere(each, upTo))).rejects.toThrow('killed');
    expect((await rowsAt(url, `select from orders where app_id = '${other}'`, 'all')).length).toBe(5);
    await expect(splitting(url, number, (each) => cancelSplit(each, true))).rejects.toThrow();
    const upgrade = migrate(as(OWNER, url), { dir: await oneMigrationMore() });
    await expect(upgrade).rejects.toThrow('still has rows of the other shard');
    const dry = await shard(url, number, 'clean', '--dry-run');
    const load = number === 0 ? startOrderLoad(gateway, { callers: 6, pauseMs: 20 }) : undefined;
    const cleaned = await shard(url, number, 'clean');
    await load?.stop();
    expect(load?.received.filter(({ status, code }) => status !== 200 || code !== 0)).toEqual(load && []);
    if (load) expect(load.received.length).toBeGreaterThan(20);
    expect(cleaned.status, cleaned.stderr).toBe(0);
    const rows = (run: CliRun) => /(\d+) rows (would be )?deleted/.exec(run.stdout)?.[1];
    expect(rows(cleaned)).toBe(rows(dry));
    expect(await rowsAt(url, `select from orders where app_id = '${other}'`, 'all')).toEqual([]);
    expect(await rowsAt(url, BALANCES)).toEqual(before);
    expect(await rowsAt(url, `select to_regnamespace('here')::text as here`)).toEqual([{ here: null }]);
    expect(
      await rowsAt(url, `select tgname from pg_trigger where tgname in ('elsewhere_kept', 'here_kept')`),
    ).toEqual([]);
    expect(await shardFindings(database, number)).toMatchObject([{ severity: 'ok' }]);
    const again = await shard(url, number, 'clean');
    expect(again).toMatchObject({ status: 1, stderr: 'It is cleaned up already.\n' });
    const taken = `with school as (insert into schools (school_id, name, created_at) values ('${otherSchool}', '', now()) returning 1)
                   insert into apps (app_id, school_id, name, keys_sealed, created_at)
                   select '${other}', min(school_id), '', '', now() from schools returning 1`;
    expect(await rowsAt(url, taken)).toEqual([]);
    expect(await rowsAt(url, 'select from schools')).toHaveLength(1);
    expect(await violationsIn(database)).toEqual([]);
    expect((await verifyChain({ db: database, vault: gateway.app.core.vault })).state).toBe('whole');
  }
  // servers that were running all the time go on
  expect(await status(stayingPartner, await stayingPartner.order())).toBe('1');
  expect(await status(movingPartner, await movingPartner.order())).toBe('1');
});
