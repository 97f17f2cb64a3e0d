import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signInToConsole } from '../load/console-client.ts';
import type { KindOfLoad, PhaseResult, PhaseTerms } from '../load/open-load.ts';
import { httpGet, orderNumbers, partnerRequest } from '../load/requests.ts';
import { startSink } from '../load/sink.ts';
import { openSlowClients } from '../load/slow-clients.ts';
import { metered } from '../machine/meter.ts';
import { memoryOf } from '../machine/proc.ts';
import { newFolder } from '../product/postgres.ts';
import { endWithUs, startServer, stop } from '../product/server.ts';
import type { Finding, ScenarioResult } from '../rounds/findings.ts';
import { normalP99, recoveryOf } from '../rounds/recovery.ts';
import { spreadOf } from '../rounds/statistics.ts';
import type { Scenario } from '../scenario.ts';
import { partnerId, seedNotifications, seedPartners } from '../seed/notifications.ts';
import { seedOpenPayments } from '../seed/payments.ts';
import { paidCallback, saveAccount } from '../seed/wechat.ts';
import { KEYS, ORDER_TERMS } from './legs.ts';

const LOAD = fileURLToPath(new URL('../load/open-load.ts', import.meta.url));
const MB = 1024 * 1024;
/** For each kind as many different requests; they are sent again when they are used up, as clients do. */
const ORDERS = 20_000;
const PAYMENTS = 4_000;
/** In each file that is asked for, the same ones throughout: a list that grew with the load would be more work after it. */
const LISTED = 1_000;
/** How many of a hundred requests are of each kind. */
const SHARES = { callback: 4, payer: 40, partner: 45, console: 10, file: 1 } as const;
const TIMES = 10;
/** A part of what the server can do that is no load for it. */
const NORMAL = 0.4;
const CLOSED_CONNECTIONS = 24;
/** As many as the clients of a school and its partners' systems may open; one address may have 2,000. */
const OPEN_CONNECTIONS = 6_000;
const SLOW_CLIENTS = 200;
/** One leg of the other scenarios takes 3 s by default: this one a minute. */
const LEGS = 20;
const NORMAL_SECONDS = 20;
const RECOVERY_GOAL_S = 5;

export const overload: Scenario = {
  about: `${TIMES} times what the server can do, by kind, between two times of normal load`,
  async run(bench): Promise<ScenarioResult> {
    await using started = new AsyncDisposableStack();
    const databaseUrl = await bench.postgres.createDatabase('overload');
    const server = started.use(await startServer({ databaseUrl }));
    const folder = await newFolder('bench-overload-');
    started.defer(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'requests.json');
    const { url: notifyUrl } = started.use(await startSink());
    await writeFile(file, JSON.stringify(await kindsOfLoad(databaseUrl, server.port, notifyUrl)));
    const load = started.use(await startLoad(file));

    const roots = { server: server.pid, postgres: bench.postgres.pid, clients: load.pid };
    const memory: number[] = [];
    const timer = setInterval(() => memory.push(memoryOf(server.pid).rss / MB), 500);
    started.defer(() => clearInterval(timer));
    const notes: string[] = [];
    const phase = async (name: string, terms: Omit<PhaseTerms, 'port'>) => {
      memory.length = 0;
      const [result, { stolen, foreign }] = await metered(roots, () =>
        load.run({ port: server.port, ...terms }),
      );
      const line = `${name}: ${linesOf(result)}; others had ${percent(stolen + foreign)} of the machine`;
      bench.print(line);
      notes.push(line);
      const half = Math.floor(memory.length / 2);
      const growth = Math.max(...memory.slice(half)) / Math.max(...memory.slice(0, half));
      return { result, peak: Math.max(...memory), growth, last: memory.at(-1) ?? 0 };
    };

    const closed = { rate: undefined, connections: CLOSED_CONNECTIONS };
    await phase('warm-up', { ...closed, seconds: 5 });
    const { result: most } = await phase('as much as it can do', { ...closed, seconds: 10 });
    const rate = Object.values(most.kinds).reduce((sum, { answered }) => sum + answered, 0) / 10;
    const normal = { rate: rate * NORMAL, connections: OPEN_CONNECTIONS };
    const before = await phase('normal before', { ...normal, seconds: NORMAL_SECONDS });
    const slowClients = await openSlowClients(server.port, SLOW_CLIENTS);
    const beside = await phase(`normal beside ${SLOW_CLIENTS} slow clients`, { ...normal, seconds: 10 });
    await slowClients[Symbol.asyncDispose]();
    const during = await phase(`${TIMES} times`, {
      rate: rate * TIMES,
      connections: OPEN_CONNECTIONS,
      seconds: bench.seconds * LEGS,
    });
    const after = await phase('normal after', { ...normal, seconds: NORMAL_SECONDS });
    const recovery = recoveryOf(after.result.seconds, before.result.seconds);

    const served = (name: keyof typeof SHARES) => {
      const { answered, shed, failed } = during.result.kinds[name] ?? NOTHING;
      return answered / Math.max(1, answered + shed + failed);
    };
    const lower = (at: number) => ({ at, better: 'lower' as const });
    return {
      scenario: 'overload',
      legs: [],
      findings: [
        figure('until normal again', 's', recovery.normalAfter, lower(RECOVERY_GOAL_S)),
        figure('p99 of a second from then on ÷ before (median second)', '×', recovery.slower, lower(1.5)),
        figure('memory before (RSS, most)', 'MB', before.peak),
        figure('memory meanwhile (RSS, most)', 'MB', during.peak),
        figure('memory meanwhile, second half ÷ first half (RSS, most)', '×', during.growth, lower(1.1)),
        figure('memory afterwards (RSS, last)', 'MB', after.last),
        ...(Object.keys(SHARES) as (keyof typeof SHARES)[]).map((name) =>
          figure(`part of ${name} that was served`, '×', served(name)),
        ),
        figure(
          `partner's p99 beside ${SLOW_CLIENTS} slow clients ÷ without`,
          '×',
          (beside.result.kinds.partner ?? NOTHING).p99 / (before.result.kinds.partner ?? NOTHING).p99,
          lower(2),
        ),
      ],
      rounds: { kept: 1, discarded: 0, noisy: 0 },
      notes: [
        `it can do ${Math.round(rate)} a second of this mixture`,
        ...notes,
        `a second is normal when all was answered, with a p99 of ${Math.round(normalP99(before.result.seconds))} ms at most: twice ` +
          `that of the worst second before. Normal again is the first of five such seconds in a row; ` +
          `${recovery.notNormalLater} of those after it were not`,
      ],
    };
  },
};

async function kindsOfLoad(
  databaseUrl: string,
  port: number,
  notifyUrl: string,
): Promise<Record<string, KindOfLoad>> {
  await saveAccount(databaseUrl);
  await seedPartners(databaseUrl, 1);
  await seedNotifications(databaseUrl, { count: LISTED, notifyUrls: [notifyUrl] });
  const { first } = await seedOpenPayments(databaseUrl, { count: PAYMENTS, notifyUrl });
  const payments = Array.from({ length: PAYMENTS }, (_, n) => first + BigInt(n));
  const cookie = await signInToConsole(databaseUrl, port);
  const headers = { 'x-console': '1', cookie };
  const encoded = (requests: readonly Buffer[]) => requests.map((one) => one.toString('base64'));
  const orders = orderNumbers(ORDERS).map((number) =>
    partnerRequest(KEYS, 'order_create', { ...ORDER_TERMS, notify_url: notifyUrl, out_trade_no: number }),
  );
  return {
    callback: { share: SHARES.callback, requests: encoded(payments.map(paidCallback)) },
    payer: {
      share: SHARES.payer,
      requests: encoded(payments.map((id) => httpGet(`/cashier-api/orders/${id}`, {}))),
    },
    partner: { share: SHARES.partner, requests: encoded(orders) },
    console: { share: SHARES.console, requests: encoded([httpGet('/console-api/orders?limit=50', headers)]) },
    file: {
      share: SHARES.file,
      path: `/console-api/orders/export?form=csv&status=paid&appId=${partnerId(0)}`,
      headers,
    },
  };
}

/** The process that makes the load, so that it is not held up by what this one does. */
async function startLoad(file: string) {
  const child = fork(LOAD, [file], { execArgv: [], serialization: 'advanced' });
  endWithUs(child);
  await once(child, 'message');
  return {
    pid: child.pid ?? 0,
    async run(terms: PhaseTerms): Promise<PhaseResult> {
      child.send(terms);
      const [result] = (await once(child, 'message')) as [PhaseResult];
      return result;
    },
    [Symbol.asyncDispose]: () => stop(child),
  };
}

function linesOf({ kinds, notSent, lagMs, seconds }: PhaseResult): string {
  const told = Object.entries(kinds).map(
    ([name, { answered, shed, failed, p50, p99 }]) =>
      `${name} ${answered} answered (p50 ${p50.toFixed(0)}, p99 ${p99.toFixed(0)} ms), ${shed} shed, ${failed} failed`,
  );
  return [
    ...told,
    `${notSent} without a connection`,
    `load late by ${Math.round(lagMs)} ms at most`,
    `p99 by second ${seconds.map(({ p99 }) => Math.round(p99)).join(' ')}`,
  ].join('; ');
}

const NOTHING = { answered: 0, shed: 0, failed: 0, p50: 0, p99: 0 };

function figure(name: string, unit: Finding['unit'], value: number, goal?: Finding['goal']): Finding {
  return { name, unit, value: spreadOf([value]), ...(goal && { goal }) };
}

const percent = (part: number) => `${Math.round(part * 100)} %`;
