import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execPath } from 'node:process';
import { parseArgs } from 'node:util';
import { waitFor } from '../server/test/helpers/wait-for.ts';
import { patience } from '../test/helpers/patience.ts';
import type { Lived } from './restore-elsewhere/ask.ts';
import { bootMachine, type Machine } from './restore-elsewhere/machine.ts';

/**
 * `npm run drill:restore`: an installation is lost with its machine, and comes back on another from three things that were kept
 * apart: the offline archive, the folder of backups, and the master key. Each machine is a Debian of its own (debootstrap) with
 * processes, mounts, host name and network of its own, and nothing of this tree in it; the channels are no part of either. Fails when an
 * order of before is not as it was answered, the books do not hold, or no payment or refund can be made.
 */
const USAGE = 'usage: npm run drill:restore -- [--orders 30] [--base FOLDER of an earlier debootstrap]';
const ASK = join(import.meta.dirname, 'restore-elsewhere/ask.ts');
const PROGRAM = '/opt/zhixiao-pay/zhixiao-pay';
const BACKUPS = '/var/backups/zhixiao';
const NODE = '/opt/zhixiao-pay/node_modules/.bin/node';
const ASK_SEGMENT = `
  import { findEmbeddedPostgres } from '/opt/zhixiao-pay/postgres/src/embedded-postgres.ts';
  import pg from '/opt/zhixiao-pay/node_modules/pg/lib/index.js';
  const { serverUrl } = await findEmbeddedPostgres('/srv/zhixiao-pay/data');
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  console.log((await client.query('select pg_walfile_name(pg_current_wal_lsn()) as name')).rows[0].name);
  await client.end();`;
/** WAL is archived each minute in which something was written. */
const ARCHIVED_LIMIT_MS = 180_000;
const READY_LIMIT_MS = 120_000;

const print = (line: string) => process.stdout.write(`${line}\n`);
const { values } = parseArgs({
  args: argv.slice(2),
  options: { orders: { type: 'string', default: '30' }, base: { type: 'string' } },
});
const orders = Number(values.orders);
if (!Number.isInteger(orders) || orders < 3) throw new Error(USAGE);
if (
  process.getuid?.() !== 0 ||
  spawnSync('sh', ['-c', 'command -v debootstrap unshare nsenter']).status !== 0
)
  throw new Error('this needs root, and: apt-get install debootstrap util-linux');

const folder = await mkdtemp(join(tmpdir(), 'zhixiao-elsewhere-'));
const [base, carried] = [values.base ?? join(folder, 'base'), join(folder, 'carried')];
const [channels, archive] = [join(folder, 'channels'), join(folder, 'archive')];
/** On paper in the safe. */
const masterKey = randomBytes(32).toString('base64');
let current: Machine | undefined;
try {
  process.exitCode = await drill();
} finally {
  await current?.lose();
  rmSync(folder, { recursive: true, force: true });
}

async function drill(): Promise<number> {
  for (const path of [channels, archive, carried]) mkdirSync(path, { recursive: true });
  execFileSync('chmod', ['755', folder]);
  run(execPath, join(import.meta.dirname, 'package.ts'), '--output', archive);
  if (!existsSync(join(base, 'bin')))
    run('debootstrap', '--variant=minbase', '--include=libatomic1', 'stable', base);

  const first = await newMachine('first');
  let server = await serve(first);
  const before = await live(first, orders);
  await expectFine(first, 'backup');
  const behind = await live(first, orders);
  const lastAt = Date.now();
  const segment = join(`${first.root}${BACKUPS}`, 'wal', `${await segmentOf(first)}.gz`);
  const what = 'the WAL of the last order to be archived';
  await waitFor(() => existsSync(segment), { what, timeoutMs: patience(ARCHIVED_LIMIT_MS) });
  print(
    `first machine: ${before.length} orders before its backup, ${behind.length} behind it, archived after ${seconds(Date.now() - lastAt)}`,
  );
  run('cp', '-a', `${first.root}${BACKUPS}/.`, carried);
  await first.lose();
  await once(server, 'close');
  rmSync(first.root, { recursive: true });
  const lostAt = Date.now();

  const second = await newMachine('second');
  if ((await second.run('test', '-e', import.meta.dirname)).status === 0)
    throw new Error('this tree is on the second machine');
  run('cp', '-a', `${carried}/.`, `${second.root}/srv/from-the-first`);
  const beganAt = Date.now();
  print(
    await expectFine(second, 'restore', '--from', '/srv/from-the-first', '--to', 'latest', '--lang', 'en'),
  );
  print(`restored in ${seconds(Date.now() - beganAt)}; ${lastLine(await expectFine(second, 'check-books'))}`);
  server = await serve(second);
  const wrong = await compare(second, [...before, ...behind]);
  const after = await live(second, orders);
  print(
    `orders are taken, paid and refunded ${seconds(Date.now() - lostAt)} after the first machine was lost, with its installation unpacked`,
  );
  await expectFine(second, 'backup');
  print(
    `${lastLine(await expectFine(second, 'check-books'))}; ${after.length} orders more, and a backup of its own`,
  );
  for (const each of wrong) print(`WRONG: ${each}`);
  print(
    wrong.length === 0
      ? `all ${before.length + behind.length} orders are as they were answered`
      : `${wrong.length} wrong`,
  );
  return wrong.length === 0 ? 0 : 1;
}

/** A fresh Debian with the archive unpacked and the settings typed in, the master key among them. */
async function newMachine(name: string): Promise<Machine> {
  const root = join(folder, name);
  run('cp', '-a', base, root);
  const [packed = ''] = readdirSync(archive).filter((file) => file.endsWith('.tar.gz'));
  for (const path of ['opt/zhixiao-pay', 'srv/zhixiao-pay', 'srv/from-the-first', BACKUPS.slice(1)])
    mkdirSync(join(root, path), { recursive: true });
  run('tar', '-xzf', join(archive, packed), '-C', join(root, 'opt/zhixiao-pay'), '--strip-components=1');
  const settings = { DATA_DIR: '/srv/zhixiao-pay/data', BACKUP_DIR: BACKUPS, MASTER_KEY: masterKey };
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(join(root, 'srv/zhixiao-pay/.env'), lines.join(''), { mode: 0o600 });
  current = await bootMachine(root, name, channels);
  return current;
}

async function serve(machine: Machine) {
  const server = machine.start(PROGRAM);
  let printed = '';
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (chunk) => (printed += chunk));
  await waitFor(() => printed.includes('is ready') || server.exitCode !== null, {
    what: 'the server',
    timeoutMs: patience(READY_LIMIT_MS),
  });
  if (server.exitCode !== null) throw new Error(printed);
  return server;
}

async function live(machine: Machine, count: number): Promise<Lived[]> {
  const { status, output } = await machine.ask(execPath, ASK, 'live', String(count));
  if (status !== 0) throw new Error(output);
  return JSON.parse(output) as Lived[];
}

async function compare(machine: Machine, lived: readonly Lived[]): Promise<string[]> {
  const file = join(folder, 'lived.json');
  writeFileSync(file, JSON.stringify(lived));
  const { status, output } = await machine.ask(execPath, ASK, 'compare', file);
  if (status !== 0) throw new Error(output);
  return JSON.parse(output) as string[];
}

async function expectFine(machine: Machine, ...command: readonly string[]): Promise<string> {
  const { status, output } = await machine.run(PROGRAM, ...command);
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${output}`);
  return output;
}

/** Where the database writes now, by the name of the segment of WAL. */
async function segmentOf(machine: Machine): Promise<string> {
  const { status, output } = await machine.run(NODE, '--input-type=module', '-e', ASK_SEGMENT);
  if (status !== 0) throw new Error(output);
  return output.trim();
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function run(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
