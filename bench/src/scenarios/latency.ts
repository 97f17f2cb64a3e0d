import { runLoad } from '../load/http-load.ts';
import { orderIdOf, startSink } from '../load/sink.ts';
import { metered } from '../machine/meter.ts';
import { startServer } from '../product/server.ts';
import { summarise } from '../rounds/findings.ts';
import { type Leg, type Measurement, runRounds } from '../rounds/rounds.ts';
import { latencyOf, spreadOf } from '../rounds/statistics.ts';
import { roundOptions, type Scenario } from '../scenario.ts';
import { seedOpenPayments } from '../seed/payments.ts';
import { paidCallback, saveAccount } from '../seed/wechat.ts';

const PAYMENTS = 200;
const PAUSE_MS = 25;
const LIMIT_MS = 10_000;
const GOAL_MS = 50;

export const latency: Scenario = {
  about: "from sending WeChat's callback until the partner receives the notification, one payment at a time",
  async run(bench) {
    await using started = new AsyncDisposableStack();
    const databaseUrl = await bench.postgres.createDatabase('latency');
    const sink = started.use(await startSink());
    const server = started.use(await startServer({ databaseUrl }));
    await saveAccount(databaseUrl);
    const roots = { server: server.pid, postgres: bench.postgres.pid };

    const leg: Leg = {
      name: 'first attempt',
      async run() {
        const { first } = await seedOpenPayments(databaseUrl, { count: PAYMENTS, notifyUrl: sink.url });
        const callbacks = Array.from({ length: PAYMENTS }, (_, n) => paidCallback(first + BigInt(n)));
        const receivedAt = new Map<string, number>();
        sink.onForm = (form) => receivedAt.set(orderIdOf(form), performance.now());
        const total = sink.received() + PAYMENTS;
        const sentAt: number[] = [];
        const [, usage] = await metered(roots, async () => {
          for (const callback of callbacks) {
            sentAt.push(performance.now());
            const isGood = ({ status }: { status: number }) => status === 204;
            await runLoad({ port: server.port, connections: 1, requests: [callback], seconds: 10, isGood });
            await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
          }
          await sink.reached(total, LIMIT_MS);
        });
        const waited = sentAt.map((at, n) => (receivedAt.get(String(first + BigInt(n))) ?? Number.NaN) - at);
        return measurementOf(waited, usage);
      },
    };
    const rounds = await runRounds([leg], roundOptions(bench));
    const result = summarise('latency', [leg], rounds, { ratios: [] });
    const p99 = spreadOf(rounds.kept.map((round) => round[leg.name]?.latency?.p99 ?? Number.NaN));
    const name = 'p99 from the callback sent to the notification received';
    return {
      ...result,
      findings: [{ name, unit: 'ms', value: p99, goal: { at: GOAL_MS, better: 'lower' } }],
      notes: ['The commit lies between the two, so that the first attempt after it is earlier than this.'],
    };
  },
};

function measurementOf(waited: readonly number[], usage: Measurement['usage']): Measurement {
  if (waited.some(Number.isNaN)) throw new Error('a partner did not receive its notification');
  return {
    operations: waited.length,
    rate: waited.length / usage.seconds,
    usage,
    latency: latencyOf(waited),
  };
}
