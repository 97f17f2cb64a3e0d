import { errorCode } from '../lib/property-of.ts';
import { outsideTraces } from '../lib/trace.ts';
import { isDatabaseAway, STATEMENT_CANCELLED } from './away.ts';

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly askedAt: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export interface Batches<Item, Result> {
  /** Runs one item with others; answered, or rejected, by its own result. */
  add(item: Item): Promise<Result>;
  /** For how long the first that is in no batch yet has waited. Milliseconds. */
  waitedMs(): number;
}

/** So many items that reach a statement's time limit alone, as their batch did, say that it is no one item's fault. */
const SLOW_ALONE = 2;

/**
 * Gathers single items into batches without ever waiting for one to fill: what arrives while a batch
 * is in flight goes together in the next, at most `maxItems` of them. Each caller is answered after its
 * batch has committed. When a batch fails, its items are run one by one, so that a bad one fails alone;
 * `run` must therefore be safe to repeat. They are not while the database is away or answers nobody in time: then the
 * last of a batch would wait as many time limits as it has items, and everybody behind it.
 * @param run answers one result for each item, in order
 * @param besideFrom while so many wait, a second batch is in flight beside the first; otherwise one is
 */
export function batched<Item, Result>(
  maxItems: number,
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  besideFrom = Number.POSITIVE_INFINITY,
): Batches<Item, Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let inFlight = 0;

  /** Whether a batch may go that has `others` beside it. */
  const isDue = (others: number) =>
    others === 0 ? waiting.length > 0 : others === 1 && waiting.length >= besideFrom;

  /** Answers why the batch failed as a whole, if it did. */
  const runTogether = async (batch: readonly Waiting<Item, Result>[]): Promise<unknown> => {
    try {
      const results = await run(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
      return undefined;
    } catch (error) {
      return error;
    }
  };
  const runAlone = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    let slow = 0;
    let error: unknown;
    for (const one of batch) {
      if (isDatabaseAway(error) || slow === SLOW_ALONE) {
        one.reject(error);
        continue;
      }
      error = await runTogether([one]);
      if (error === undefined) continue;
      one.reject(error);
      if (errorCode(error) === STATEMENT_CANCELLED) slow += 1;
    }
  };
  const settle = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    const error = await runTogether(batch);
    if (error === undefined) return;
    if (batch.length > 1 && !isDatabaseAway(error)) return runAlone(batch);
    for (const { reject } of batch) reject(error);
  };

  const drain = async (): Promise<void> => {
    inFlight += 1;
    while (isDue(inFlight - 1)) await settle(waiting.splice(0, maxItems));
    inFlight -= 1;
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, askedAt: performance.now(), resolve, reject });
        if (isDue(inFlight)) void outsideTraces(drain);
      }),
    waitedMs: () => (waiting[0] ? performance.now() - waiting[0].askedAt : 0),
  };
}
