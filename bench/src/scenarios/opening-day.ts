import { setTimeout as pause } from 'node:timers/promises';
import { CHANNELS } from '@zhixiao/contract/codes/channels';
import { channelControl } from '../load/channel-control.ts';
import { liesIn } from '../load/check-lives.ts';
import { type Partners, startPartners } from '../load/partners.ts';
import { type Life, live, openWorld, type World } from '../load/payers.ts';
import { orderNumbers } from '../load/requests.ts';
import { metered } from '../machine/meter.ts';
import { memoryOf } from '../machine/proc.ts';
import { areNotificationsPending, type PaymentRecord, paymentRecords } from '../product/payment-records.ts';
import { runSql } from '../product/postgres.ts';
import { type SplitServer, startSplitServer } from '../product/split-server.ts';
import type { Finding, ScenarioResult } from '../rounds/findings.ts';
import { quantileOf, spreadOf } from '../rounds/statistics.ts';
import type { Bench, Scenario } from '../scenario.ts';
import { seedPartners } from '../seed/notifications.ts';

/** A university's first day: what the limits below are for, and scaled from. */
const DAY = { payers: 60_000, minutes: 10 } as const;
/** Calls a second that each channel takes, at first and from the third minute of ten on. */
const LIMITS = { first: 150, later: 50, tightenedAt: 2 / 10 } as const;
const FAILING = 0.01;
const PARTNERS = 10;
const DEAD = 2;
const THINKS_MS = { least: 2_000, most: 10_000 } as const;
/** After the last has come, so long again as they took to come, and this long at least. */
const PATIENCE_MS = 60_000;
const TOLD_LIMIT_MS = 30_000;
const MB = 1024 * 1024;
const LIES_SHOWN = 10;

export const openingDay: Scenario = {
  about:
    '60,000 payers in ten minutes, channels that limit calls and fail, partners that are slow or dead; who was told what',
  async run(bench): Promise<ScenarioResult> {
    await using started = new AsyncDisposableStack();
    const databaseUrl = await bench.postgres.createDatabase('opening_day');
    const partners = started.use(await startPartners(PARTNERS, DEAD));
    const split = started.use(await startSplitServer(databaseUrl));
    await seedPartners(databaseUrl, PARTNERS);
    const world = started.use(openWorld(`http://127.0.0.1:${split.server.port}`, split.sandboxUrl));
    const channels = channelControl(split.sandboxUrl);

    const minutesMs = bench.minutes * 60_000;
    const scale = bench.payers / bench.minutes / (DAY.payers / DAY.minutes);
    const limit = (perSecond: number) =>
      channels.limit({ perSecond: Math.max(1, Math.round(perSecond * scale)), failing: FAILING });
    await limit(LIMITS.first);
    const tighter = pause(minutesMs * LIMITS.tightenedAt, undefined, { ref: false }).then(() =>
      limit(LIMITS.later),
    );
    const memory = watchMemory(split);
    started.defer(() => memory.stop());
    const roots = { ...split.roots, postgres: bench.postgres.pid };
    const [lives, usage] = await metered(roots, () => payersCome(bench, world, partners));
    await tighter;
    await untilTold(databaseUrl, partners);

    const orderIds = lives.flatMap(({ orderId }) => (orderId === '' ? [] : [orderId]));
    const records = await paymentRecords(databaseUrl, orderIds);
    const orderOf = await ordersOfPayments(databaseUrl);
    const lies = liesIn(lives, { channels: await channels.books(), ours: records, orderOf });
    const violations = await channels.violations();
    const cpu = Object.entries(usage.cpuMs).map(
      ([name, ms]) => `${name} ${((ms * 1_000) / Math.max(1, records.length)).toFixed(0)}`,
    );
    return {
      scenario: 'opening_day',
      legs: [],
      findings: [
        ...findingsOf(lives, records, world, partners),
        figure('told otherwise than the books say', 'payers', lies.length, 0),
        figure('calls that a client must never make', 'calls', violations.length, 0),
        ...memory.findings(),
      ],
      rounds: { kept: 1, discarded: 0, noisy: 0 },
      notes: [
        `${bench.payers} payers in ${bench.minutes} min; each channel took ${Math.round(LIMITS.first * scale)}, then ` +
          `${Math.round(LIMITS.later * scale)} calls a second`,
        `CPU a paid order, µs: ${cpu.join(', ')}; others had ${Math.round((usage.stolen + usage.foreign) * 100)} % of the machine`,
        `answered otherwise: ${countsOf(world.seen.others)}`,
        ...lies.slice(0, LIES_SHOWN),
        ...violations.slice(0, LIES_SHOWN),
      ],
    };
  },
};

/** Each comes at his time, whether or not those before him are done. */
async function payersCome(bench: Bench, world: World, partners: Partners): Promise<Life[]> {
  const minutesMs = bench.minutes * 60_000;
  const startedAt = performance.now();
  world.deadline = startedAt + minutesMs + Math.max(minutesMs, PATIENCE_MS);
  const lives: Promise<Life>[] = [];
  for (const [n, outTradeNo] of orderNumbers(bench.payers).entries()) {
    const waitMs = startedAt + (n * minutesMs) / bench.payers - performance.now();
    if (waitMs > 1) await pause(waitMs);
    const partner = n % partners.count;
    lives.push(
      live(world, {
        keys: partners.keysOf(partner),
        outTradeNo,
        notifyUrl: partners.notifyUrlOf(partner),
        channel: CHANNELS[Math.floor(Math.random() * CHANNELS.length)] ?? 'wechat',
        thinkMs: THINKS_MS.least + Math.random() * (THINKS_MS.most - THINKS_MS.least),
      }),
    );
    if ((n + 1) % Math.ceil(bench.payers / 10) === 0) {
      const { others } = world.seen;
      bench.print(`${n + 1} have come; answered otherwise: ${countsOf(others)}`);
    }
  }
  return Promise.all(lives);
}

/** Until every partner that answers has been told of its orders, or a limit is over: then it is a finding. */
async function untilTold(databaseUrl: string, partners: Partners): Promise<void> {
  const until = performance.now() + TOLD_LIMIT_MS;
  while (performance.now() < until) {
    if (!(await areNotificationsPending(databaseUrl, [...partners.dead]))) return;
    await pause(1_000);
  }
}

async function ordersOfPayments(databaseUrl: string): Promise<Map<string, string>> {
  const rows = await runSql<{ payment_no: string; order_id: string }>(
    databaseUrl,
    'select payment_no, order_id from payments',
  );
  return new Map(rows.map((row) => [row.payment_no, row.order_id]));
}

function findingsOf(
  lives: readonly Life[],
  records: readonly PaymentRecord[],
  { seen }: World,
  partners: Partners,
): Finding[] {
  const since = (later: number | undefined, earlier: number | undefined) =>
    later === undefined || earlier === undefined ? [] : [later - earlier];
  const confirmedAt = new Map(lives.map((life) => [life.orderId, life.confirmedAt]));
  const seenMs = lives.flatMap((life) => since(life.seenAt, life.confirmedAt));
  const healthy = records.filter(({ appId }) => !partners.dead.has(appId));
  const toldMs = healthy.flatMap(({ orderId }) =>
    since(partners.toldAt.get(orderId), confirmedAt.get(orderId)),
  );
  const untold = healthy.filter(({ orderId, isTold }) => !isTold || !partners.toldAt.has(orderId)).length;
  const took = lives.filter(({ word }) => word === 'paid').map(({ tookMs }) => tookMs / 1_000);
  const wrong = [...seen.wrong.values()].reduce((sum, count) => sum + count, 0);
  return [
    figure('page, p99', 'ms', quantileOf(seen.waits.page, 0.99), 300),
    figure('payment started, p99', 'ms', quantileOf(seen.waits.start, 0.99)),
    figure('page says paid after the confirmation, p99', 'ms', quantileOf(seenMs, 0.99), 3_000),
    figure('partner told after the confirmation, p99', 'ms', quantileOf(toldMs, 0.99), 5_000),
    figure('from the order to paid, p50', 's', quantileOf(took, 0.5)),
    figure('from the order to paid, p99', 's', quantileOf(took, 0.99)),
    figure('not paid in the end', 'payers', lives.filter(({ word }) => word !== 'paid').length, 0),
    figure('partners that answer, not told in the end', 'orders', untold, 0),
    figure('whose page stopped trying', 'payers', lives.filter(({ stops }) => stops > 0).length, 0),
    figure('refused otherwise than by a 503 with Retry-After', 'answers', wrong, 0),
  ];
}

/** The memory of both processes, twice a second. */
function watchMemory(split: SplitServer) {
  const processes = { server: split.server.pid, worker: split.worker.pid };
  const samples = Object.entries(processes).map(([name, pid]) => ({ name, pid, rss: [] as number[] }));
  const timer = setInterval(() => {
    for (const { pid, rss } of samples) rss.push(memoryOf(pid).rss / MB);
  }, 500);
  return {
    stop: () => clearInterval(timer),
    findings: () =>
      samples.flatMap(({ name, rss }) => {
        const half = Math.floor(rss.length / 2);
        const [first, second] = [Math.max(...rss.slice(0, half)), Math.max(...rss.slice(half))];
        return [
          figure(`memory of the ${name} (RSS, most)`, 'MB', Math.max(first, second)),
          figure(`memory of the ${name}, second half ÷ first half (RSS, most)`, '×', second / first, 1.1),
        ];
      }),
  };
}

function countsOf(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([what, count]) => `${what} ×${count}`).join(', ') || 'nothing';
}

function figure(name: string, unit: Finding['unit'], value: number, atMost?: number): Finding {
  const goal = atMost === undefined ? {} : { goal: { at: atMost, better: 'lower' as const } };
  return { name, unit, value: spreadOf([value]), ...goal };
}
