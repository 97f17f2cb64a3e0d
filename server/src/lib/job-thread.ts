import { parentPort, Worker } from 'node:worker_threads';
import { SECOND_MS } from './clock.ts';

/** Does jobs one after the other on a thread of its own, which the main loop does not wait for. */
export interface JobThread<Job, Answer> extends AsyncDisposable {
  /** @throws JobFailed when this job threw, took too long or too much memory, or ended its thread */
  run(job: Job): Promise<Answer>;
}

/** One job's own failure: the jobs behind it go on, on another thread where this one ended it. */
export class JobFailed extends Error {}

export interface JobLimits {
  /** From when the thread is ready for it. */
  readonly timeLimitMs: number;
  /** What JavaScript may hold; memory of buffers is bounded by what a job is given. Megabytes. */
  readonly heapMb: number;
}

/** A machine that is busy starts a thread slowly; none takes this long. */
const START_LIMIT_MS = 30 * SECOND_MS;
const READY = 'ready';

type Told<Answer> = typeof READY | { readonly answer: Answer } | { readonly problem: string };

interface Waiting<Job, Answer> extends PromiseWithResolvers<Answer> {
  readonly job: Job;
}

/** The script calls `answerJobs`. Its thread starts with the first job, knows no setting, and keeps no process alive. */
export function createJobThread<Job, Answer>(
  script: URL,
  { timeLimitMs, heapMb }: JobLimits,
): JobThread<Job, Answer> {
  const queue: Waiting<Job, Answer>[] = [];
  let current: Waiting<Job, Answer> | undefined;
  let worker: Worker | undefined;
  let isReady = false;
  let timer: NodeJS.Timeout | undefined;

  const settle = (end: (job: Waiting<Job, Answer>) => void) => {
    clearTimeout(timer);
    const settled = current;
    current = undefined;
    worker?.unref();
    if (settled) end(settled);
    next();
  };
  /** The thread is given up, with the job it was at; whatever it still says is not heard. */
  const abandon = async (reason: string) => {
    const given = worker;
    worker = undefined;
    isReady = false;
    settle(({ reject }) => reject(new JobFailed(reason)));
    await given?.terminate();
  };
  const limit = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void abandon('took too long'), ms);
  };
  const start = () => {
    const started = new Worker(script, { env: {}, resourceLimits: { maxOldGenerationSizeMb: heapMb } });
    const failed = (reason: string) => {
      if (worker === started) void abandon(reason);
    };
    started.on('message', (told: Told<Answer>) => {
      if (worker !== started) return;
      if (told === READY) {
        isReady = true;
        if (current) limit(timeLimitMs);
      } else if ('answer' in told) settle(({ resolve }) => resolve(told.answer));
      else settle(({ reject }) => reject(new JobFailed(told.problem)));
    });
    started.on('error', (error) => failed(String(error)));
    started.on('messageerror', (error) => failed(String(error)));
    started.on('exit', () => failed('ended its thread'));
    return started;
  };
  const next = () => {
    if (current) return;
    current = queue.shift();
    if (!current) return;
    worker ??= start();
    worker.ref();
    limit(isReady ? timeLimitMs : START_LIMIT_MS);
    worker.postMessage(current.job);
  };

  return {
    run(job) {
      const waiting = { ...Promise.withResolvers<Answer>(), job };
      queue.push(waiting);
      next();
      return waiting.promise;
    },
    async [Symbol.asyncDispose]() {
      for (const { reject } of queue.splice(0)) reject(new JobFailed('was not begun'));
      await abandon('was cut off');
    },
  };
}

/** The thread's side: one answer a job, in the order they came in. */
export function answerJobs<Job, Answer>(handle: (job: Job) => Answer | Promise<Answer>): void {
  let last: Promise<void> = Promise.resolve();
  parentPort?.on('message', (job: Job) => {
    last = last.then(async () => {
      try {
        parentPort?.postMessage({ answer: await handle(job) });
      } catch (error) {
        parentPort?.postMessage({ problem: String(error) });
      }
    });
  });
  parentPort?.postMessage(READY);
}
