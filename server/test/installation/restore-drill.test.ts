import { chmod, mkdir, readdir, readFile, realpath, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findEmbeddedPostgres } from '@zhixiao/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emulatedWechat } from '../helpers/channels/emulated-wechat.ts';
import { runCli } from '../helpers/gateway/cli.ts';
import { type StartedMain, startMain } from '../helpers/gateway/main-process.ts';
import { type Partner, partnerOf } from '../helpers/partner/partner.ts';
import { temporaryFolder } from '../helpers/postgres/throwaway-postgres.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** The server as it is installed: its own PostgreSQL, archiving into a folder of backups. */
let folder: string;
let main: StartedMain | undefined;
beforeAll(async () => {
  folder = await temporaryFolder('zhixiao-restore-');
});
afterAll(async () => {
  await main?.stop();
  // of databases whose folder their account cannot enter only the links are in it
  for (const name of await readdir(dataDir()).catch(() => [])) {
    if (name.startsWith('postgres')) await rm(await realpath(join(dataDir(), name)), { recursive: true });
  }
  await rm(folder, { recursive: true, force: true });
});

const dataDir = () => join(folder, 'data');
const backups = () => join(folder, 'backups');
const settings = () => ({ DATA_DIR: dataDir(), BACKUP_DIR: backups() });
const cli = (...args: string[]) => runCli(settings(), args, folder);

async function start(): Promise<{ partner: Partner; pay: (orderId: string) => Promise<void> }> {
  main = await startMain(settings());
  const url = `http://127.0.0.1:${main.port}`;
  const wechat = emulatedWechat(`http://127.0.0.1:${main.sandboxPort}`);
  return {
    partner: partnerOf(url, 'http://127.0.0.1:9/'),
    async pay(orderId) {
      const answer = await fetch(`${url}/cashier-api/orders/${orderId}/payments`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ channel: 'wechat', device: 'desktop' }),
      });
      const { payment } = (await answer.json()) as { payment: { codeUrl: string } };
      await wechat.pay({ code_url: payment.codeUrl });
      await waitFor(async () => (await orders())[orderId] === 'paid', { what: `${orderId} to be paid` });
    },
  };
}

async function stop(): Promise<void> {
  await main?.stop();
  main = undefined;
}

/** What the database that runs has, by number. */
async function orders(): Promise<Record<string, string>> {
  const found = await findEmbeddedPostgres(dataDir());
  const client = new pg.Client({ connectionString: found?.url });
  await client.connect();
  try {
    const { rows } = await client.query('select order_id::text as id, status from orders');
    return Object.fromEntries(rows.map(({ id, status }) => [id, status]));
  } finally {
    await client.end();
  }
}

test('to a chosen second: the orders up to it are there, the books are whole, and it takes money again', async () => {
  const before = await start();
  const first = await before.partner.order();
  await before.pay(first.orderId);
  const made = await cli('backup', '--lang', 'en');
  expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining('is made and checked') });
  // behind the backup, and so in the WAL alone
  const second = await before.partner.order();
  await before.pay(second.orderId);
  const openThen = await before.partner.order();
  const keptUntil = Date.now() + 1;
  await waitFor(() => Date.now() > keptUntil, { what: 'the next millisecond' });
  const chosen = new Date(keptUntil);
  const third = await before.partner.order();
  await before.pay(third.orderId);
  await before.pay(openThen.orderId);
  expect(await cli('restore', '--to', chosen.toISOString(), '--replace')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('正在运行'),
  });
  await stop();

  expect(await cli('restore', '--to', chosen.toISOString())).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('--replace'),
  });
  const restored = await cli('restore', '--to', chosen.toISOString(), '--replace', '--lang', 'en');
  expect(restored).toMatchObject({ status: 0 });
  expect(restored.stdout).toMatch(/Restored in [\d.]+ s: the last commit was at/);
  expect(restored.stdout).toContain('It has 3 orders and 2 successful payments');
  expect(restored.stdout).toContain('The master key is the one of this database.');
  expect(restored.stdout).toContain('Hold refunds');
  // the one that was there is kept beside it
  expect(
    (await readdir(dataDir())).filter((name) => /^postgres\.before-restore-\d{14}$/.test(name)),
  ).toHaveLength(1);

  const after = await start();
  expect(Object.keys(await orders()).toSorted()).toEqual(
    [first, second, openThen].map(({ orderId }) => orderId).toSorted(),
  );
  expect(await orders()).toMatchObject({
    [first.orderId]: 'paid',
    [second.orderId]: 'paid',
  });
  expect((await after.partner.call('order_query', { out_trade_no: third.outTradeNo })).code).not.toBe(0);
  const next = await after.partner.order();
  await after.pay(next.orderId);
  await stop();
});

test('as late as possible, after a crash: what was committed last is there, from the WAL that was left behind', async () => {
  const running = await start();
  // on the timeline that the restore above has begun
  expect(await cli('backup')).toMatchObject({ status: 0 });
  const last = await running.partner.order();
  const postmaster = Number.parseInt(
    await readFile(join(dataDir(), 'postgres', 'cluster', 'postmaster.pid'), 'utf8'),
    10,
  );
  main?.child.kill('SIGKILL');
  await main?.ended;
  main = undefined;
  process.kill(postmaster, 'SIGKILL');
  await waitFor(async () => (await findEmbeddedPostgres(dataDir())) === undefined, {
    what: 'PostgreSQL to be gone',
  });
  const restored = await cli('restore', '--to', 'latest', '--replace');
  expect(restored).toMatchObject({ status: 0 });
  await start();
  expect(Object.keys(await orders())).toContain(last.orderId);
  await stop();
});

test('what is damaged or missing is named, and nothing is changed', async () => {
  const there = await readdir(dataDir());
  expect(await cli('backup', '--verify')).toMatchObject({ status: 0 });
  const [newest = ''] = (await readdir(join(backups(), 'base'))).toSorted().toReversed();
  const archive = join(backups(), 'base', newest, 'base.tar.gz');
  const whole = await readFile(archive);
  await truncate(archive, whole.length - 100);
  expect(await cli('restore', '--to', 'latest', '--replace')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(`${newest} 已损坏`),
  });
  expect(await cli('backup', '--verify')).toMatchObject({ status: 1 });
  await writeFile(archive, whole);
  const manifest = join(backups(), 'base', newest, 'backup_manifest');
  await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"Size": 3', '"Size": 4'));
  expect(await cli('restore', '--to', 'latest', '--replace')).toMatchObject({ status: 2 });
  expect(await readdir(dataDir())).toEqual(there);
});

test('backups are not written where the master key is', async () => {
  const within = { DATA_DIR: dataDir(), BACKUP_DIR: join(dataDir(), 'backups') };
  expect(await runCli(within, ['backup'], folder)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('主密钥'),
  });
  const config = join(folder, 'etc');
  await mkdir(config);
  await chmod(config, 0o755);
  await writeFile(join(config, '.env'), `MASTER_KEY=${Buffer.alloc(32, 7).toString('base64')}\n`);
  const beside = { DATA_DIR: dataDir(), BACKUP_DIR: join(config, 'backups') };
  expect(await runCli(beside, ['backup'], config)).toMatchObject({ status: 2 });
});
