import { orderIdOf, type Sink, startSilence, startSink } from '../load/sink.ts';
import { metered } from '../machine/meter.ts';
import { startServer } from '../product/server.ts';
import { summarise } from '../rounds/findings.ts';
import { type Leg, runRounds } from '../rounds/rounds.ts';
import { latencyOf } from '../rounds/statistics.ts';
import { type Bench, roundOptions, type Scenario } from '../scenario.ts';
import { seedNotifications, seedPartners } from '../seed/notifications.ts';

const PARTNERS = 20;
/** Each wave brings every partner one notification. */
const WAVE_EVERY_MS = 50;
/** Longer than an attempt may take, so that the dead hold what they can for as long as they can. */
const SECONDS = 15;
const LIMIT_MS = 10_000;
const GOAL = { at: 2, better: 'lower' } as const;

export const fairness: Scenario = {
  about: `how long partners wait for their news while 1 or 5 of ${PARTNERS} take it and never answer`,
  async run(bench) {
    await using sink = await startSink();
    await using silence = await startSilence();
    const legs = [0, 1, 5].map((dead) => fairnessLeg(bench, sink, silence.url, dead));
    const rounds = await runRounds(legs, { ...roundOptions(bench), warmUps: 0 });
    const ratios = [1, 5].map((dead) => ({
      of: nameOf(dead),
      over: nameOf(0),
      p99: true as const,
      goal: GOAL,
    }));
    const rate = (PARTNERS * 1000) / WAVE_EVERY_MS;
    return summarise('fairness', legs, rounds, { ratios, notes: [`${rate} new notifications a second`] });
  },
};

const nameOf = (dead: number) => `${dead} of ${PARTNERS} dead`;

/** A server of its own each time: what it has learnt of the dead would make the next round easier. */
function fairnessLeg(bench: Bench, sink: Sink, silentUrl: string, dead: number): Leg {
  let runs = 0;
  return {
    name: nameOf(dead),
    async run() {
      runs += 1;
      const databaseUrl = await bench.postgres.createDatabase(`fairness_${dead}_${runs}`);
      await using server = await startServer({ databaseUrl, role: 'worker' });
      await seedPartners(databaseUrl, PARTNERS);
      const notifyUrls = Array.from({ length: PARTNERS }, (_, n) => (n < dead ? silentUrl : sink.url));
      const waited: number[] = [];
      sink.onForm = (form) => waited.push(Date.now() - queuedAt(form));
      const [, usage] = await metered({ server: server.pid, postgres: bench.postgres.pid }, async () => {
        const total = sink.received() + ((SECONDS * 1000) / WAVE_EVERY_MS) * (PARTNERS - dead);
        await everyWave(() => seedNotifications(databaseUrl, { count: PARTNERS, notifyUrls }));
        await sink.reached(total, LIMIT_MS);
      });
      sink.onForm = undefined;
      return {
        operations: waited.length,
        rate: waited.length / usage.seconds,
        usage,
        latency: latencyOf(waited),
      };
    },
  };
}

/** The seed numbers orders by the millisecond. */
const queuedAt = (form: string) => Number(BigInt(orderIdOf(form)) / 1_000_000n);

async function everyWave(queue: () => Promise<void>): Promise<void> {
  const started = performance.now();
  for (let elapsed = WAVE_EVERY_MS; elapsed <= SECONDS * 1000; elapsed += WAVE_EVERY_MS) {
    await queue();
    const pauseMs = started + elapsed - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, pauseMs)));
  }
}
