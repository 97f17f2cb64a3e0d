import type { Pace } from './pace.ts';

/** Handles due work of one kind, several items at once, until disposed. */
export interface WorkerPool extends AsyncDisposable {
  /** Looks for due work now, not at the next poll. */
  wake(): void;
}

export interface WorkerPoolOptions<T> {
  /** Items handled at once. */
  readonly slots: number;
  /** Without a wake-up, due work is looked for this often. */
  readonly pollMs: number;
  /** Takes at most `limit` due items for this process, by leases that outlast `handle`. */
  readonly claim: (limit: number) => Promise<readonly T[]>;
  readonly handle: (item: T) => Promise<void>;
  /** Whose turn what was taken waits for; undefined: in a process of its own all begins at once. */
  readonly pace: Pace | undefined;
  /** Called at every failure; the item's lease runs out and it is claimed again. */
  readonly onError: (error: unknown) => void;
}

/** Starts a pool. Disposing it takes no new work and waits for what is in hand. */
export function startWorkerPool<T>(options: WorkerPoolOptions<T>): WorkerPool {
  const inHand = new Set<Promise<void>>();
  let claimed = 0;
  let doneSinceClaim = 0;
  let stopped = false;
  let woken = true;
  let rouse: () => void = () => undefined;

  const wake = () => {
    woken = true;
    rouse();
  };

  const { pace } = options;
  const begin = async (item: T) => {
    if (pace) await pace.turn();
    await options.handle(item);
  };
  const handle = (item: T) => {
    const handled: Promise<void> = begin(item)
      .catch(options.onError)
      .finally(() => {
        inHand.delete(handled);
        doneSinceClaim += 1;
        // a free slot may be the one that something due was waiting for; half of a claim makes another worth its cost
        if (doneSinceClaim * 2 >= claimed) wake();
      });
    inHand.add(handled);
  };

  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, options.pollMs);
      rouse = () => {
        clearTimeout(timer);
        resolve();
      };
      if (woken || stopped) rouse();
    });

  const run = async () => {
    while (!stopped) {
      woken = false;
      const free = options.slots - inHand.size;
      try {
        if (free > 0) {
          const items = await options.claim(Math.min(free, pace?.claimMax ?? free));
          claimed = items.length;
          doneSinceClaim = 0;
          for (const item of items) handle(item);
        }
      } catch (error) {
        options.onError(error);
        woken = false;
      }
      await rest();
    }
  };
  const running = run();

  return {
    wake,
    async [Symbol.asyncDispose]() {
      stopped = true;
      rouse();
      await running;
      await Promise.all(inHand);
    },
  };
}
