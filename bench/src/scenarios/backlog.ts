import { Agent, request } from 'undici';
import { startSink } from '../load/sink.ts';
import { metered } from '../machine/meter.ts';
import { startServer } from '../product/server.ts';
import type { Finding } from '../rounds/findings.ts';
import { latencyOf, spreadOf } from '../rounds/statistics.ts';
import type { Scenario } from '../scenario.ts';
import { seedNotifications, seedPartners } from '../seed/notifications.ts';
import { seedOpenPayments } from '../seed/payments.ts';
import { saveAccount } from '../seed/wechat.ts';

const PARTNERS = 32;
const PAGES = 100;
/** Far below what the server can do, so that what a page waits for is the notifications. */
const EVERY_MS = 10;
const LIMIT_MS = 300_000;
/** Legs of other scenarios take 3 s by default. */
const QUIET_LEGS = 2;

export const backlog: Scenario = {
  about:
    "payers' pages, 100 a second, while queued notifications are sent by the same process, and while none are",
  async run(bench) {
    await using started = new AsyncDisposableStack();
    const databaseUrl = await bench.postgres.createDatabase('backlog');
    const sink = started.use(await startSink());
    const server = started.use(await startServer({ databaseUrl }));
    await saveAccount(databaseUrl);
    await seedPartners(databaseUrl, PARTNERS);
    const { first } = await seedOpenPayments(databaseUrl, { count: PAGES, notifyUrl: sink.url });
    const ask = started.use(askPages(server.port, first));
    const roots = { server: server.pid, postgres: bench.postgres.pid };

    const [quiet, busy, durations]: [number[][], number[][], number[]] = [[], [], []];
    // the first round warms everything up
    for (let round = 0; round <= bench.rounds; round += 1) {
      const endsAt = performance.now() + bench.seconds * QUIET_LEGS * 1_000;
      const alone = await ask.until(() => performance.now() > endsAt);
      const total = sink.received() + bench.queued;
      await seedNotifications(databaseUrl, {
        count: bench.queued,
        notifyUrls: Array(PARTNERS).fill(sink.url),
      });
      let isSent = false;
      const [beside, { seconds, foreign }] = await metered(roots, () => {
        void sink.reached(total, LIMIT_MS).finally(() => {
          isSent = true;
        });
        return ask.until(() => isSent);
      });
      if (round === 0) continue;
      for (const [kept, waits] of [
        [quiet, alone],
        [busy, beside],
      ] as const) {
        const { p50, p99 } = latencyOf(waits);
        kept.push([p50, p99]);
      }
      durations.push(seconds);
      bench.print(
        `round ${round}: ${quiet.at(-1)?.map(Math.round)} ms, beside notifications ${busy.at(-1)?.map(Math.round)} ms ` +
          `(others had ${Math.round(foreign * 100)} % of the machine)`,
      );
    }
    const column = (rows: number[][], at: 0 | 1) => rows.map((row) => row[at] ?? Number.NaN);
    const figures: [string, Finding['unit'], number[]][] = [
      ['page alone, p50', 'ms', column(quiet, 0)],
      ['page alone, p99', 'ms', column(quiet, 1)],
      ['page beside notifications, p50', 'ms', column(busy, 0)],
      ['page beside notifications, p99', 'ms', column(busy, 1)],
      ['until all notifications were sent', 's', durations],
    ];
    return {
      scenario: 'backlog',
      legs: [],
      findings: figures.map(([name, unit, values]) => ({ name, unit, value: spreadOf(values) })),
      rounds: { kept: bench.rounds, discarded: 0, noisy: 0 },
      notes: [],
    };
  },
};

/** Asks for a page every so often, whether or not earlier ones were answered; answers what each waited, in milliseconds. */
function askPages(port: number, first: bigint) {
  const agent = new Agent({ connections: 256 });
  let asked = 0;
  const one = async () => {
    const at = performance.now();
    const number = first + BigInt(asked++ % PAGES);
    const { body } = await request(`http://127.0.0.1:${port}/cashier-api/orders/${number}`, {
      dispatcher: agent,
    });
    await body.dump();
    return performance.now() - at;
  };
  return {
    async until(isOver: () => boolean): Promise<number[]> {
      const under: Promise<number>[] = [];
      while (!isOver()) {
        under.push(one());
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      }
      return Promise.all(under);
    },
    [Symbol.asyncDispose]: () => agent.close(),
  };
}
