import { type AskConsole, openConsole } from '../load/console-client.ts';
import { startServer } from '../product/server.ts';
import type { Finding } from '../rounds/findings.ts';
import { quantileOf, spreadOf } from '../rounds/statistics.ts';
import type { Scenario } from '../scenario.ts';
import { partnerId, seedPartners } from '../seed/notifications.ts';
import { type SeededYears, seedYears } from '../seed/years.ts';

/** How often a list is asked for in a round. */
const REQUESTS = 30;
const GOAL = { at: 300, better: 'lower' } as const;
const PARTNERS = 20;
/** The last one is idle: nothing of it is ever found. Prime, so that every app has some of everything. */
const BUSY_PARTNERS = 19;

export const consoleLists: Scenario = {
  about: 'the lists of the console over two years of very many orders, one request at a time',
  async run(bench) {
    await using started = new AsyncDisposableStack();
    const databaseUrl = await bench.postgres.createDatabase('console_lists');
    const server = started.use(await startServer({ databaseUrl, role: 'api' }));
    await seedPartners(databaseUrl, PARTNERS);
    const years = await seedYears(databaseUrl, {
      count: bench.orders,
      apps: Array.from({ length: BUSY_PARTNERS }, (_, n) => partnerId(n)),
      onProgress: bench.print,
    });
    await bench.postgres.checkpoint();
    const ask = await openConsole(databaseUrl, server.port);
    const findings: Finding[] = [];
    const medians: string[] = [];
    for (const [name, requestOf] of Object.entries(listsOf(years))) {
      const rounds: Asked[] = [];
      for (let round = 0; round < bench.rounds; round += 1) rounds.push(await askAgain(ask, requestOf));
      const value = spreadOf(rounds.map(({ waits }) => quantileOf(waits, 0.95)));
      findings.push({ name: `p95, ${name}`, unit: 'ms', value, goal: GOAL });
      const { median } = spreadOf(rounds.map(({ waits }) => quantileOf(waits, 0.5)));
      const { median: rows } = spreadOf(rounds.map((asked) => asked.rows));
      medians.push(`${name} ${median.toFixed(1)} (${rows} rows)`);
      bench.print(`${name}: ${value.median.toFixed(1)} ms`);
    }
    return {
      scenario: 'console_lists',
      legs: [],
      findings,
      rounds: { kept: bench.rounds, discarded: 0, noisy: 0 },
      notes: [
        `${bench.orders} orders, each request for another number, day or page; p95 of ${REQUESTS} a round`,
        `p50 in ms, and the rows of a round: ${medians.join(', ')}`,
      ],
    };
  },
};

/** A path, and what is posted to it. */
type Request = string | readonly [path: string, posted: object];

/** How long each answer took, in ms, and how many rows all of them had. */
interface Asked {
  readonly waits: readonly number[];
  readonly rows: number;
}

async function askAgain(ask: AskConsole, requestOf: (n: number) => Request): Promise<Asked> {
  const waits: number[] = [];
  let rows = 0;
  for (let n = 0; n < REQUESTS; n += 1) {
    const request = requestOf(n);
    const [path, posted] = typeof request === 'string' ? [request] : request;
    const began = performance.now();
    const answer = await ask(path, posted);
    waits.push(performance.now() - began);
    rows += answer.rows?.length ?? 1;
  }
  return { waits, rows };
}

/** What operators ask for; `n` makes each request another one. */
function listsOf(years: SeededYears): Readonly<Record<string, (n: number) => Request>> {
  const { orderId, outTradeNo, count, days, userNo } = years;
  const at = (n: number) => Math.floor((count / REQUESTS) * n);
  const some = (n: number) => orderId(at(n));
  const numberOf = (n: number) => outTradeNo(at(n));
  const paid = (n: number) => orderId(Math.floor(count / REQUESTS / 10) * 10 * n);
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  const aDay = (n: number) => day(1 + Math.floor(((days - 40) / REQUESTS) * n));
  const month = (n: number) => `from=${day(31 + 20 * n)}&to=${day(1 + 20 * n)}`;
  const amounts = (n: number) => `minAmount=${100_000 + 10_000 * n}&maxAmount=${110_000 + 10_000 * n}`;
  const app = (n: number) => `appId=${partnerId(n % PARTNERS)}`;
  return {
    'orders, newest': (n) => `/orders?limit=${20 + (n % 2)}`,
    'orders, deep in': (n) => `/orders?after=${some(n)}`,
    'orders of a day': (n) => `/orders?from=${aDay(n)}&to=${aDay(n)}`,
    'orders of a month, closed': (n) => `/orders?status=closed&${month(n)}`,
    'orders of a month, Alipay': (n) => `/orders?channel=alipay&${month(n)}`,
    'orders closed, Alipay': (n) => `/orders?status=closed&channel=alipay&${app(n)}`,
    'orders still to be paid': (n) => `/orders?status=pending&${app(n)}`,
    'orders by number': (n) => `/orders?number=${some(n)}`,
    'orders by the partner’s number': (n) => `/orders?number=${numberOf(n)}`,
    'orders by the channel’s number': (n) => `/orders?number=42000${paid(n)}`,
    'orders by amount': (n) => `/orders?minAmount=${100 + 37 * n}&maxAmount=${100 + 37 * n}`,
    'orders between amounts': (n) => `/orders?minAmount=${400_000 + n}&maxAmount=${400_100 + n}`,
    'orders between amounts, a tenth': (n) => `/orders?minAmount=${100_000 + n}&maxAmount=${150_000 + n}`,
    'orders paid by Alipay between amounts': (n) => `/orders?status=paid&channel=alipay&${amounts(n)}`,
    'orders between amounts, a fiftieth': (n) => `/orders?${amounts(n)}`,
    'orders between amounts far apart': (n) => `/orders?minAmount=${1_000 + n}&maxAmount=${400_000 + n}`,
    'orders of a person': (n) => ['/orders/find', { person: userNo, limit: 20 + (n % 2) }],
    'an order’s timeline': (n) => `/orders/${paid(n)}`,
    'refunds, newest': (n) => `/refunds?limit=${20 + (n % 2)}`,
    'refunds of an app': (n) => `/refunds?${app(n)}`,
    'refunds of a month by operators': (n) => `/refunds?cause=operator&${month(n)}`,
    'invoices, newest': (n) => `/invoices?limit=${20 + (n % 2)}`,
    'invoices of an app': (n) => `/invoices?${app(n)}`,
    'invoices of a month': (n) => `/invoices?status=issued&${month(n)}`,
    'invoices taken back': (n) => `/invoices?status=reversed&limit=${20 + (n % 2)}`,
    'invoices failed': (n) => `/invoices?status=failed&limit=${20 + (n % 2)}`,
    'notifications, newest': (n) => `/notifications?limit=${20 + (n % 2)}`,
    'notifications of a day': (n) => `/notifications?from=${aDay(n)}&to=${aDay(n)}`,
    'notifications exhausted': (n) => `/notifications?status=exhausted&limit=${20 + (n % 2)}`,
    'failed notifications of a month': (n) => `/notifications/resend?${month(n)}`,
    'overview of a day': (n) => `/overview?from=${aDay(n)}&to=${aDay(n)}`,
    'overview of a month': (n) => `/overview?${month(n)}`,
    'overview of two years': () => `/overview?from=${day(days)}&to=${day(0)}`,
    'audit log, newest': (n) => `/audit?limit=${20 + (n % 2)}`,
    'audit log of a day': (n) => `/audit?from=${aDay(n)}&to=${aDay(n)}`,
    'audit log of a month': (n) => `/audit?${month(n)}`,
    'audit log, refused': (n) => `/audit?outcome=refused&limit=${20 + (n % 2)}`,
    'audit log of an order': (n) => `/audit?subject=${paid(n)}`,
    'audit log of an action never taken': (n) => `/audit?action=app.create&limit=${20 + (n % 2)}`,
    'open problems': () => '/problems',
    'partners never told': (n) => `/problems/notification_exhausted?limit=${20 + (n % 2)}`,
  };
}
