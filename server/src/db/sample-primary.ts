import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from './database.ts';
import { LOOK_EVERY_MS, readPrimaryWal, type Sample } from './standby-state.ts';

/** Where the primary was, and when. */
export interface Sampling {
  /** In order; all of the primary that was there last. */
  readonly samples: () => readonly Sample[];
  /** Why the last question had no answer; undefined of one that had. */
  readonly failure: () => string | undefined;
  /** What was asked last ends with the primary's pool. */
  stop(): void;
}

/** Beyond this a lag is only known to be longer. */
const KEPT_MS = 10 * 60_000;

/** Asks the primary again and again where its log ends; while it is away the samples grow old. */
export function samplePrimary(primary: Database): Sampling {
  const stopping = new AbortController();
  const { signal } = stopping;
  let samples: readonly Sample[] = [];
  let failure: string | undefined;

  const add = (sample: Sample) => {
    const { cluster, end } = sample.primary;
    const isSame = ({ primary: earlier }: Sample) =>
      earlier.cluster === cluster && earlier.end.timeline === end.timeline;
    samples = [...samples.filter((one) => isSame(one) && sample.askedAt - one.askedAt < KEPT_MS), sample];
  };
  const run = async () => {
    while (!signal.aborted) {
      const askedAt = performance.now();
      try {
        add({ askedAt, primary: await readPrimaryWal(primary) });
        failure = undefined;
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
      }
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  void run();
  return { samples: () => samples, failure: () => failure, stop: () => stopping.abort() };
}
