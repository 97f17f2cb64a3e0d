import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { patience } from '../../../test/helpers/patience.ts';
import { finalCheck, stillOpen } from '../checker/final-check.ts';
import { collectViolations } from '../checker/violations.ts';
import { type Installation, startInstallation } from '../installation.ts';
import { callPartner, openCode } from '../load/client.ts';
import { openClientLog } from '../load/client-log.ts';
import { makeFolder, newState, type State } from '../state.ts';

type Role = 'api' | 'worker';
const ROLES: readonly Role[] = ['api', 'worker'];

/** What came of it: every point that one life of a payment and a refund has, and what was found wrong after which. */
interface PointsResult {
  readonly points: number;
  readonly crashed: number;
  readonly violations: readonly string[];
}

/**
 * Counts the points of one life in both servers, then lives it once for each point, at which its server ends; what is
 * left is taken up by the one that is started in its place.
 */
export async function runPoints(options: {
  readonly folder: string;
  readonly seed: number;
  readonly only: readonly string[];
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}): Promise<PointsResult> {
  const { folder, print, signal } = options;
  makeFolder(folder);
  const state = newState(options.seed);
  let where = 'the first life';
  const violations = collectViolations((what) => print(`VIOLATION at ${where}: ${what}`));
  await using stack = new AsyncDisposableStack();
  const log = openClientLog(join(folder, 'clients.ndjson'));
  stack.defer(() => log.close());
  const deaths = new Set<Role>();
  const installation = stack.use(
    await startInstallation({
      folder,
      state,
      mutant: undefined,
      hasOwnDisk: false,
      note: print,
      onDeath: (what) => deaths.add(what.startsWith('api') ? 'api' : 'worker'),
    }),
  );
  installation.endpoint.isWell = true;
  const timer = setInterval(() => void installation.setOffset(state.offsetMs + STEP_MS), TICK_MS);
  stack.defer(() => clearInterval(timer));

  let lives = 0;
  const liveWith = async (role: Role, point: string | undefined) => {
    await untilReady(installation);
    lives += 1;
    const file = join(folder, `${role}.points`);
    await rm(file, { force: true });
    installation.servers[role].tell({ point, log: file });
    await liveOnce(installation, `P${state.seed}-${lives}`);
    await untilFinal(installation, state);
    const records = {
      url: installation.postgres.ownerUrl,
      log,
      endpoint: installation.endpoint,
      emulators: installation.emulators,
    };
    await finalCheck(records, violations);
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  };

  const points: { readonly role: Role; readonly point: string }[] = [];
  for (const role of ROLES)
    for (const point of new Set(await liveWith(role, undefined))) points.push({ role, point });
  const wanted = points.filter((_, at) => options.only.length === 0 || options.only.includes(String(at)));
  print(`${points.length} points, ${wanted.length} of them now`);
  let crashed = 0;
  for (const { role, point } of wanted) {
    if (signal.aborted) break;
    where = `${role}: ${point}`;
    deaths.clear();
    await liveWith(role, point);
    if (deaths.has(role)) crashed += 1;
    else print(`not reached this time: ${where}`);
    if (crashed % 20 === 0) print(`${crashed} of ${wanted.length}`);
  }
  return { points: points.length, crashed, violations: [...violations.found] };
}

/** A tick of the machine's time, and what it is in the run. */
const TICK_MS = 250;
const STEP_MS = 10_000;
const LIMIT_MS = 60_000;

/** Created, paid, notified, refunded in part; whatever has no answer is asked for again, as a partner does. */
async function liveOnce({ url, notifyUrl, emulators }: Installation, outTradeNo: string): Promise<void> {
  const create = { body: '宿舍电费', out_trade_no: outTradeNo, total_fee: '100', notify_url: notifyUrl };
  const order = await until('an order', () => callPartner(url, 'order_create', create));
  const channel = outTradeNo.endsWith('1') ? 'alipay' : 'wechat';
  const code = await until('a code', () => openCode(url, String(order.order_id), channel));
  await emulators.pay(channel, { code_url: String(code.codeUrl) });
  await until('the payment', async () => {
    const answer = await callPartner(url, 'order_query', { out_trade_no: outTradeNo });
    return answer.kind === 'ok' && answer.content.status !== '2'
      ? { kind: 'unknown', reason: 'not paid' }
      : answer;
  });
  const refund = { out_trade_no: outTradeNo, refund_fee: '40', out_refund_no: `${outTradeNo}-1` };
  await until('the refund', () => callPartner(url, 'order_refund', refund));
}

type Called = Awaited<ReturnType<typeof callPartner>>;

async function until(what: string, call: () => Promise<Called>): Promise<Record<string, unknown>> {
  const deadline = performance.now() + patience(LIMIT_MS);
  for (;;) {
    const answer = await call();
    if (answer.kind === 'ok') return answer.content;
    if (performance.now() > deadline)
      throw new Error(`waited in vain for ${what}: ${JSON.stringify(answer)}`);
    await delay(100);
  }
}

async function untilReady({ servers }: Installation): Promise<void> {
  const deadline = performance.now() + patience(LIMIT_MS);
  while (!servers.api.isReady || !servers.worker.isReady) {
    if (performance.now() > deadline)
      throw new Error(`not ready:\n${servers.api.output()}${servers.worker.output()}`);
    await delay(50);
  }
}

async function untilFinal(installation: Installation, state: State): Promise<void> {
  const deadline = performance.now() + patience(LIMIT_MS);
  while ((await stillOpen(installation.postgres.ownerUrl)) !== '') {
    if (performance.now() > deadline)
      throw new Error(
        `still open: ${await stillOpen(installation.postgres.ownerUrl)}, ${state.offsetMs} ms on`,
      );
    await delay(50);
  }
}
