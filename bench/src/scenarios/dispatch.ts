import { type Sink, startSink } from '../load/sink.ts';
import { metered, type Roots } from '../machine/meter.ts';
import { waitFor } from '../machine/wait-for.ts';
import { runSql } from '../product/postgres.ts';
import { startServer } from '../product/server.ts';
import { startGraphileWorker } from '../references/start-child.ts';
import { summarise } from '../rounds/findings.ts';
import { type Leg, runRounds } from '../rounds/rounds.ts';
import { roundOptions, type Scenario } from '../scenario.ts';
import { seedNotifications, seedPartners } from '../seed/notifications.ts';

/** With fewer, the slots of a partner would be measured, and not the worker. */
const PARTNERS = 32;
const LIMIT_MS = 120_000;

export const dispatch: Scenario = {
  about:
    'notifications queued at once and sent by one worker, beside graphile-worker posting to the same sink',
  async run(bench) {
    await using started = new AsyncDisposableStack();
    const sink = started.use(await startSink());
    const ours = await bench.postgres.createDatabase('dispatch');
    const server = started.use(await startServer({ databaseUrl: ours, role: 'worker' }));
    await seedPartners(ours, PARTNERS);
    const count = bench.queued;
    const postgres = bench.postgres.pid;

    const legs = [
      dispatchLeg('dispatch', { server: server.pid, postgres }, sink, count, {
        queue: () => seedNotifications(ours, { count, notifyUrls: Array(PARTNERS).fill(sink.url) }),
        left: () => countRows(ours, `notifications where status = 'pending'`),
      }),
    ];
    for (const completions of ['single', 'batched'] as const) {
      const theirs = await bench.postgres.createDatabase(`graphile_${completions}`, 'none');
      const graphile = started.use(await startGraphileWorker(theirs, sink.url, completions));
      legs.push(
        dispatchLeg(`graphile ${completions}`, { graphile: graphile.pid, postgres }, sink, count, {
          queue: () => runSql(theirs, QUEUE_JOBS, [count]),
          left: () => countRows(theirs, 'graphile_worker.jobs'),
        }),
      );
    }
    const rounds = await runRounds(legs, {
      ...roundOptions(bench),
      beforeRound: () => bench.postgres.checkpoint(),
    });
    const ratios = [
      { of: 'dispatch', over: 'graphile single', goal: { at: 1.2, better: 'higher' } as const },
      { of: 'dispatch', over: 'graphile batched', goal: { at: 1.2, better: 'higher' } as const },
    ];
    return summarise('dispatch', legs, rounds, { ratios, notes: [WHAT_DIFFERS] });
  },
};

const QUEUE_JOBS = `select count(*) from graphile_worker.add_jobs(array(
  select json_populate_record(null::graphile_worker.job_spec,
                              json_build_object('identifier', 'notify', 'payload', json_build_object('n', n)))
    from generate_series(1, $1::int) n))`;

const WHAT_DIFFERS =
  'graphile-worker takes jobs through its local queue and records each completed one (single), or those completed ' +
  'together in one statement (batched). It posts a constant and forgets a job that is done; dispatch reads the order, ' +
  'encrypts and signs, keeps every attempt, and takes turns among partners.';

interface Work {
  /** Puts the whole backlog into the tables, to be found at its commit. */
  queue(): Promise<unknown>;
  /** How much of it is not yet known to be done. */
  left(): Promise<number>;
}

/** From the commit of the backlog until the sink has received all of it. */
function dispatchLeg(name: string, roots: Roots, sink: Sink, count: number, { queue, left }: Work): Leg {
  return {
    name,
    async run() {
      const total = sink.received() + count;
      await queue();
      const [, usage] = await metered(roots, () => sink.reached(total, LIMIT_MS));
      await waitFor(async () => (await left()) === 0, {
        what: `${name} to record its work`,
        timeoutMs: LIMIT_MS,
      });
      if (sink.received() !== total) throw new Error(`${name} sent ${sink.received() - total} too many`);
      return { operations: count, rate: count / usage.seconds, usage };
    },
  };
}

async function countRows(databaseUrl: string, from: string): Promise<number> {
  const [row] = await runSql<{ count: string }>(databaseUrl, `select count(*) from ${from}`);
  return Number(row?.count);
}
