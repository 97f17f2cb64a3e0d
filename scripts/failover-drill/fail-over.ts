import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import type { History } from './load.ts';

/**
 * How the primary is lost: `kill` its machine loses its power, `freeze` it stops without a word and comes back later, `crash`
 * PostgreSQL alone is killed, `switchover` somebody moves it by plan.
 */
export const FAILOVERS = ['kill', 'freeze', 'crash', 'switchover'] as const;

export interface Failover {
  readonly kind: (typeof FAILOVERS)[number];
  /** From the loss to the answer of the first order that was asked for after it (a switchover: after the move). */
  readonly writesBackMs: number;
  /** When that was answered, by `performance.now()`. */
  readonly backAt: number;
  /** Orders asked for between the loss and the first that was taken, by how they ended. */
  readonly done: number;
  readonly away: number;
  readonly refused: number;
}

const LIMIT_MS = 120_000;
const POLL_MS = 50;
/** The load goes on for so long before each. */
const BEFORE_MS = 2_000;
/** A frozen machine comes back to a cluster that has long been another's. */
const FROZEN_MS = 5_000;

/** Takes the primary away once, waits until orders are taken again, and puts the cluster back together. */
export async function failOver(
  cluster: Cluster,
  history: History,
  kind: Failover['kind'],
): Promise<Failover> {
  const primary = await cluster.whole();
  await delay(BEFORE_MS);
  const lostAt = performance.now();
  let movedAt = lostAt;
  if (kind === 'kill') await cluster.kill(primary);
  else if (kind === 'freeze') await cluster.freeze(primary);
  else if (kind === 'crash') await cluster.crash(primary);
  else {
    await cluster.switchOver(primary);
    // an order may have been taken by the old primary meanwhile
    await until('the new primary', async () => {
      const now = await cluster.primary();
      return now !== undefined && now !== primary;
    });
    movedAt = performance.now();
  }
  // signals are sent one after the other: what was asked for a moment later reached no living primary
  const isBack = ({ askedAt, ending }: History['attempts'][number]) =>
    ending === 'done' && askedAt > movedAt + POLL_MS;
  const back = await until(
    'an order after the failover',
    async () => history.attempts.findLast(isBack) && true,
  ).then(() =>
    history.attempts.filter(isBack).reduce((first, one) => (one.receivedAt < first.receivedAt ? one : first)),
  );
  if (kind === 'freeze') {
    await delay(FROZEN_MS);
    await cluster.thaw(primary);
  }
  if (kind === 'kill') await cluster.start(primary);
  const during = history.attempts.filter(({ askedAt }) => askedAt > lostAt && askedAt < back.receivedAt);
  const count = (ending: History['attempts'][number]['ending']) =>
    during.filter((one) => one.ending === ending).length;
  return {
    kind,
    writesBackMs: back.receivedAt - lostAt,
    backAt: back.receivedAt,
    done: count('done'),
    away: count('away'),
    refused: count('refused'),
  };
}

async function until(what: string, holds: () => Promise<boolean | undefined>): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited ${LIMIT_MS / 1_000} s in vain for ${what}`);
    await delay(POLL_MS);
  }
}
