import { startNameServer } from '../../../server/test/helpers/partner/name-server.ts';
import { orderIdOf, type Sink, startSilence, startSink } from '../load/sink.ts';
import { metered } from '../machine/meter.ts';
import { startServer } from '../product/server.ts';
import { type ScenarioResult, summarise } from '../rounds/findings.ts';
import { type Leg, type Rounds, runRounds } from '../rounds/rounds.ts';
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
    const legs = [0, 1, 5].map((dead) =>
      fairnessLeg(bench, sink, {
        kind: 'fairness',
        dead,
        name: `${dead} of ${PARTNERS} dead`,
        notifyUrlOf: (partner) => (partner < dead ? silence.url : sink.url),
      }),
    );
    return summariseFairness('fairness', legs, await runFairness(bench, legs));
  },
};

export const silentNames: Scenario = {
  about: `the same while the name servers of 1 or 5 of ${PARTNERS} partners never answer`,
  async run(bench) {
    await using sink = await startSink();
    await using names = await startNameServer((name) =>
      name.startsWith('silent') ? 'silent' : { a: ['127.0.0.1'] },
    );
    const { port, pathname } = new URL(sink.url);
    const legs = [0, 1, 5].map((dead) =>
      fairnessLeg(bench, sink, {
        kind: 'silent_names',
        dead,
        name: `${dead} of ${PARTNERS} silent`,
        nameServer: names.address,
        notifyUrlOf: (partner) =>
          `http://${partner < dead ? 'silent' : 'healthy'}-${partner}.example.cn:${port}${pathname}`,
      }),
    );
    return summariseFairness('silent_names', legs, await runFairness(bench, legs));
  },
};

const runFairness = (bench: Bench, legs: readonly Leg[]) =>
  runRounds(legs, { ...roundOptions(bench), warmUps: 0 });

/** Each leg over the first, in which no partner is dead. */
function summariseFairness(scenario: string, legs: readonly Leg[], rounds: Rounds): ScenarioResult {
  const [healthy, ...others] = legs.map(({ name }) => name);
  const ratios = others.map((of) => ({ of, over: healthy ?? '', p99: true as const, goal: GOAL }));
  const rate = (PARTNERS * 1000) / WAVE_EVERY_MS;
  return summarise(scenario, legs, rounds, { ratios, notes: [`${rate} new notifications a second`] });
}

interface FairnessTerms {
  readonly kind: string;
  readonly name: string;
  /** How many partners are expected to get no notification; those with the lowest numbers. */
  readonly dead: number;
  readonly nameServer?: string;
  readonly notifyUrlOf: (partner: number) => string;
}

/** A server of its own each time: what it has learnt of the dead would make the next round easier. */
function fairnessLeg(bench: Bench, sink: Sink, terms: FairnessTerms): Leg {
  const { kind, name, dead, nameServer, notifyUrlOf } = terms;
  let runs = 0;
  return {
    name,
    async run() {
      runs += 1;
      const databaseUrl = await bench.postgres.createDatabase(`${kind}_${dead}_${runs}`);
      await using server = await startServer({
        databaseUrl,
        role: 'worker',
        ...(nameServer === undefined ? {} : { nameServer }),
      });
      await seedPartners(databaseUrl, PARTNERS);
      const notifyUrls = Array.from({ length: PARTNERS }, (_, partner) => notifyUrlOf(partner));
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
