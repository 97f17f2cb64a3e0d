import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { insertApp } from '@zhixiao/server/apps/app-store';
import { openVault } from '@zhixiao/server/lib/vault';
import type { Finding } from './finding.ts';
import type { Options } from './options.ts';
import { treeMemory } from './processes.ts';
import { KEYS } from './requests.ts';
import { median, type Result } from './rounds.ts';
import type { Stand } from './stand.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'server', 'src', 'main.ts');
const PORT = 18_084;
const PARTNER_PORT = 18_092;
const MEMORY_GOAL_MB = 400;
const START_GOAL_S = 3;
const FIRST_ATTEMPT_GOAL_MS = 50;
const ATTEMPTS = 300;
const IDLE_MS = 5_000;
const PAUSE_MS = 20;

/** What the default installation takes while it does nothing, how fast it starts again, and how soon it tells. */
export async function footprintScenario(stand: Stand, options: Options): Promise<Finding[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-bench-'));
  try {
    await startInstallation(dataDir).then(({ stop }) => stop());
    const starts: number[] = [];
    const memory: number[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      const installation = await startInstallation(dataDir);
      starts.push(installation.seconds);
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
      memory.push(treeMemory(installation.pid) / 2 ** 20);
      await installation.stop();
    }
    const gaps = await firstAttempts(stand);
    const p99 = gaps[Math.floor((gaps.length - 1) * 0.99)] ?? Number.NaN;
    return [
      {
        scenario: 'the default installation',
        results: [
          figures('idle memory, MB', memory),
          figures('warm start, s', starts),
          figures('payment committed → first attempt, ms', gaps),
        ],
        goals: [
          { what: 'idle memory, MB', value: median(memory), goal: MEMORY_GOAL_MB, direction: 'at_most' },
          { what: 'warm start, s', value: median(starts), goal: START_GOAL_S, direction: 'at_most' },
          { what: 'first attempt p99, ms', value: p99, goal: FIRST_ATTEMPT_GOAL_MS, direction: 'at_most' },
        ],
      },
    ];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function figures(name: string, values: readonly number[]): Result {
  const extremes = { lowest: Math.min(...values), highest: Math.max(...values) };
  return {
    name,
    median: median(values),
    ...extremes,
    details: {},
    rounds: values.length,
    steal: 0,
    thrownAway: 0,
  };
}

/** `npm start` as an operator has it: one process with its database and the emulated channels below it. */
async function startInstallation(dataDir: string) {
  const started = performance.now();
  const child = spawn(execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, DATA_DIR: dataDir, PORT: String(PORT), LOG_LEVEL: 'warn' },
  });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the installation ended early')));
    child.stdout.on('data', (chunk: Buffer) => chunk.includes('is ready') && resolve());
  });
  const seconds = (performance.now() - started) / 1_000;
  return {
    pid: child.pid ?? 0,
    seconds,
    async stop() {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Milliseconds from the commit of a payment to its notification's arrival, one at a time, sorted. */
async function firstAttempts(stand: Stand): Promise<number[]> {
  await using stack = new AsyncDisposableStack();
  let arrived: () => void = () => undefined;
  const partner = createServer((request, response) => {
    const at = arrived;
    request.resume().on('end', () => {
      response.end('success');
      at();
    });
  });
  await new Promise<void>((resolve) => partner.listen(PARTNER_PORT, '127.0.0.1', resolve));
  stack.defer(() => {
    partner.closeAllConnections();
    partner.close();
  });
  const worker = await stand.startServer('all');
  stack.defer(() => worker.stop());
  const app = { ...KEYS, appId: 'latency', schoolId: '10086', name: 'latency' };
  await insertApp(stand.db, openVault(stand.masterKey), app, new Date());
  const gaps: number[] = [];
  for (let n = 0; n < ATTEMPTS; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await commitPayment(stand, n);
    const committed = performance.now();
    await arrival;
    gaps.push(performance.now() - committed);
  }
  return gaps.sort((one, other) => one - other);
}

/** What a booking commits, the wake-up included. */
async function commitPayment(stand: Stand, n: number): Promise<void> {
  const id = (3_900_000_000_000_000_000n + BigInt(Date.now()) * 1_000n + BigInt(n)).toString();
  const url = `http://127.0.0.1:${PARTNER_PORT}`;
  await stand.db.query({
    text: `with paid as (
             insert into orders (app_id, order_id, out_trade_no, body, total_fee, notify_url, status, created_at,
                                 expires_at, paid_at, payment_no)
             values ('latency', $1, $1::text, '电费', 100, $2 || '/notify', 'paid', now(), now() + interval '1 h',
                     now(), $1) returning app_id, order_id),
           payment as (
             insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_fee, status,
                                   request, created_at, expires_at, transaction_id, paid_fee, paid_at, payer_uid,
                                   disposition)
             select app_id, order_id, order_id, 'wechat', 'native', 'sandbox-wechat', 100, 'succeeded', '', now(),
                    now(), 't' || order_id, 100, now(), 'oPayer', 'order' from paid),
           told as (
             insert into notifications (app_id, order_id, endpoint, created_at, deadline_at, next_attempt_at)
             select app_id, order_id, $2, now(), now() + interval '7 days', now() from paid)
           select pg_notify('zhixiao_due', '')`,
    values: [id, url],
  });
}
