import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CHANNELS } from '@zhixiao/contract/codes/channels';
import { type Life, live, openWorld, STEPS, type World } from '../load/payers.ts';
import { orderNumbers } from '../load/requests.ts';
import { orderIdOf, type Sink, startSink } from '../load/sink.ts';
import { metered } from '../machine/meter.ts';
import { waitFor } from '../machine/wait-for.ts';
import { areNotificationsPending, type PaymentRecord, paymentRecords } from '../product/payment-records.ts';
import { newFolder } from '../product/postgres.ts';
import { freePort } from '../product/server.ts';
import { type SplitServer, startSplitServer } from '../product/split-server.ts';
import { statementCounts, statementsEach } from '../product/statement-counts.ts';
import { keepProfile } from '../profile/keep-profile.ts';
import { type Finding, summarise } from '../rounds/findings.ts';
import { type Leg, type Rounds, runRounds } from '../rounds/rounds.ts';
import { latencyOf, quantileOf, spreadOf } from '../rounds/statistics.ts';
import { roundOptions, type Scenario } from '../scenario.ts';
import { FEW_ORDERS, seedYears } from '../seed/years.ts';
import { KEYS } from './legs.ts';

/** So many are under way at once; each waits for the partner's notification before its page asks. */
const PAYERS = 32;
const TOLD_LIMIT_MS = 60_000;
const LEGS = [...STEPS, 'booked', 'told'] as const;

export const payments: Scenario = {
  about:
    `whole payments, ${PAYERS} at once, after ${FEW_ORDERS} orders: created, opened, started, paid at the emulators, ` +
    'booked, partner told',
  async run(bench) {
    await using started = new AsyncDisposableStack();
    const databaseUrl = await bench.postgres.createDatabase('payments');
    const sink = started.use(await startSink());
    const profileDir = bench.profile ? await newFolder('bench-profile-') : undefined;
    if (profileDir) started.defer(() => rm(profileDir, { recursive: true }));
    const metrics = { server: await freePort(), worker: await freePort() };
    const split = await startSplitServer(databaseUrl, { profileDir, metrics });
    started.defer(() => split[Symbol.asyncDispose]());
    // a school's tables hold something, and PostgreSQL has counted it
    await seedYears(databaseUrl, { count: FEW_ORDERS, apps: [KEYS.appId], onProgress: bench.print });
    const world = started.use(openWorld(`http://127.0.0.1:${split.server.port}`, split.sandboxUrl));
    const told = toldOrders(sink);

    const rounds: Readonly<Record<string, number[]>>[] = [];
    const leg: Leg = {
      name: `payments@${PAYERS}`,
      async run() {
        for (const step of STEPS) world.seen.waits[step].length = 0;
        const [lives, usage] = await metered({ ...split.roots, postgres: bench.postgres.pid }, () =>
          payFor(bench.seconds, world, told, sink.url),
        );
        const records = await requireBooked(databaseUrl, world, lives);
        rounds.push({ ...structuredClone(world.seen.waits), ...laterLegs(lives, records, told) });
        return {
          operations: lives.length,
          rate: lives.length / usage.seconds,
          usage,
          latency: latencyOf(lives.map(({ tookMs }) => tookMs)),
        };
      },
    };
    const counts = async () => ({
      server: await statementCounts(metrics.server),
      worker: await statementCounts(metrics.worker),
    });
    let warmAt = Number.POSITIVE_INFINITY;
    const result = await runRounds([leg], {
      ...roundOptions(bench),
      beforeRound: () => {
        warmAt = Math.min(warmAt, performance.now());
        return bench.postgres.checkpoint();
      },
    });
    // by themselves, after everything is warm
    const before = await counts();
    const lives = await payFor(bench.seconds, world, told, sink.url);
    await requireBooked(databaseUrl, world, lives);
    const after = await counts();
    const statements = (['server', 'worker'] as const).map((process) => {
      const { total, named } = statementsEach(before[process], after[process], lives.length);
      return `statements a payment, ${process}: ${total.toFixed(1)} (${named.join(', ')})`;
    });
    const notes = [...statements];
    if (profileDir) {
      notes.push(...(await keepProfiles(split, profileDir, warmAt)));
    }
    return {
      ...summarise('payments', [leg], result, { ratios: [], notes }),
      findings: [rateFinding(result), ...legFindings(rounds.slice(1))],
    };
  },
};

/** Ends both processes, which then leave their profiles; answers what these say of the time since `warmAt`. */
async function keepProfiles(split: SplitServer, profileDir: string, warmAt: number): Promise<string[]> {
  await split[Symbol.asyncDispose]();
  const processes = ['server', 'worker'] as const;
  return Promise.all(
    processes.map((process) => {
      const file = join(profileDir, `${process}.cpuprofile`);
      return keepProfile(file, `payments-${process}`, warmAt - split[process].startedAt);
    }),
  );
}

/** When each partner's system received the notification about an order; a form that comes again changes nothing. */
function toldOrders(sink: Sink) {
  const at = new Map<string, number>();
  const waiting = new Map<string, () => void>();
  sink.onForm = (form) => {
    const orderId = orderIdOf(form);
    if (!at.has(orderId)) at.set(orderId, Date.now());
    waiting.get(orderId)?.();
  };
  return {
    at,
    async wait(orderId: string): Promise<void> {
      if (at.has(orderId)) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timer = setTimeout(
        () => reject(new Error(`the partner was not told of ${orderId}`)),
        TOLD_LIMIT_MS,
      );
      waiting.set(orderId, resolve);
      await promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(orderId);
      });
    },
  };
}

type Told = ReturnType<typeof toldOrders>;

async function payFor(seconds: number, world: World, told: Told, notifyUrl: string): Promise<Life[]> {
  const endsAt = performance.now() + seconds * 1_000;
  const numbers = orderNumbers(seconds * 1_000);
  const lives: Life[] = [];
  const one = async (payer: number) => {
    const channel = CHANNELS[payer % CHANNELS.length];
    while (performance.now() < endsAt && channel) {
      const outTradeNo = numbers.pop();
      if (outTradeNo === undefined) return;
      const terms = { keys: KEYS, outTradeNo, notifyUrl, channel, thinkMs: 0, beforePoll: told.wait };
      lives.push(await live(world, terms));
    }
  };
  await Promise.all(Array.from({ length: PAYERS }, (_, payer) => one(payer)));
  return lives;
}

/** Every one was paid, booked once, and its notification acknowledged. @throws Error saying what was not */
async function requireBooked(
  databaseUrl: string,
  { seen }: World,
  lives: readonly Life[],
): Promise<ReadonlyMap<string, PaymentRecord>> {
  const unpaid = lives.filter(({ word }) => word !== 'paid');
  if (unpaid.length > 0 || seen.others.size > 0) {
    throw new Error(`${unpaid.length} were not paid; ${JSON.stringify([...seen.others])}`);
  }
  const areNoted = async () => !(await areNotificationsPending(databaseUrl));
  await waitFor(areNoted, { what: 'all notifications to be noted', timeoutMs: TOLD_LIMIT_MS });
  const records = await paymentRecords(
    databaseUrl,
    lives.map(({ orderId }) => orderId),
  );
  const told = new Map(records.flatMap((record) => (record.isTold ? [[record.orderId, record]] : [])));
  const missing = lives.filter(({ orderId }) => !told.has(orderId));
  if (missing.length > 0) throw new Error(`${missing.length} paid orders are not in the books as told`);
  return told;
}

function laterLegs(
  lives: readonly Life[],
  records: ReadonlyMap<string, PaymentRecord>,
  told: Told,
): Readonly<Record<'booked' | 'told', number[]>> {
  const found = lives.flatMap((life) => {
    const record = records.get(life.orderId);
    return record ? [{ life, record, toldAt: told.at.get(life.orderId) ?? Number.NaN }] : [];
  });
  return {
    booked: found.map(({ life, record }) => record.bookedAt - (life.confirmedAt ?? Number.NaN)),
    told: found.map(({ record, toldAt }) => toldAt - record.bookedAt),
  };
}

const NAMES: Readonly<Record<(typeof LEGS)[number], string>> = {
  create: 'order created',
  page: 'page opened',
  start: 'payment started',
  wallet: 'confirmed in the wallet',
  poll: 'page asks and is told "paid"',
  booked: 'from the confirmation to the booking of its callback',
  told: 'from the booking to the notification received',
};

function rateFinding({ kept }: Rounds): Finding {
  const value = spreadOf(kept.flatMap((round) => Object.values(round).map(({ rate }) => rate)));
  return { name: 'whole payments a second', unit: 'payments', value, goal: { at: 300, better: 'higher' } };
}

function legFindings(rounds: readonly Readonly<Record<string, number[]>>[]): Finding[] {
  return LEGS.flatMap((name) =>
    [0.5, 0.99].map((q) => ({
      name: `${NAMES[name]}, p${q * 100}`,
      unit: 'ms' as const,
      value: spreadOf(rounds.map((round) => quantileOf(round[name] ?? [], q))),
    })),
  );
}
