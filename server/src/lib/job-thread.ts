import { flushCompileCache } from 'node:module';
import { parentPort, Worker } from 'node:worker_threads';
import { SECOND_MS } from './clock.ts';

/** Runs jobs one after the other on a worker thread, so that the main thread never waits for one. */
export interface JobThread<Job, Answer> extends AsyncDisposable {
  /**
   * @param timeLimitMs of this job; the thread's limit when it is not given
   * @throws JobFailed when this job threw, exceeded a limit, or ended its thread
   */
  run(job: Job, timeLimitMs?: number): Promise<Answer>;
}

/** `time` and `memory`: a limit was exceeded; `error`: the job threw, ended its thread or was cut off. */
type FailureKind = 'time' | 'memory' | 'error';

/** One job failed. The jobs behind it still run, on a new thread if this one ended its thread. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';
  readonly kind: FailureKind;

  /** @param stack where it was thrown on the thread */
  constructor(kind: FailureKind, message: string, stack?: string) {
    super(message);
    this.kind = kind;
    if (stack !== undefined) this.stack = stack;
  }
}

export interface JobLimits {
  /** From when the thread is ready for the job. */
  readonly timeLimitMs: number;
  /** Megabytes of JavaScript objects; memory of buffers is bounded by what a job is given. */
  readonly heapMb: number;
}

/** A busy machine starts a thread slowly; none takes this long. */
const START_LIMIT_MS = 30 * SECOND_MS;
const READY = 'ready';

// biome-ignore lint/style/noProcessEnv: a variable of Node, not a setting of ours
const { NODE_COMPILE_CACHE } = process.env;
/** Without it each thread strips and compiles what it loads anew: most of what a small job costs. */
const COMPILED = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };

type ThreadMessage<Answer> =
  | typeof READY
  | { readonly answer: Answer }
  | { readonly problem: string; readonly stack: string | undefined };

interface PendingJob<Job, Answer> extends PromiseWithResolvers<Answer> {
  readonly job: Job;
  readonly limitMs: number;
}

/**
 * @param script calls `answerJobs`. Its thread starts with the first job, has no environment variables but where compiled
 *   code is kept, and keeps no process alive.
 */
export function createJobThread<Job, Answer>(
  script: URL,
  { timeLimitMs, heapMb }: JobLimits,
): JobThread<Job, Answer> {
  const queue: PendingJob<Job, Answer>[] = [];
  let current: PendingJob<Job, Answer> | undefined;
  let worker: Worker | undefined;
  let isReady = false;
  let timer: NodeJS.Timeout | undefined;

  const settle = (end: (job: PendingJob<Job, Answer>) => void) => {
    clearTimeout(timer);
    const settled = current;
    current = undefined;
    worker?.unref();
    if (settled) end(settled);
    next();
  };
  /** Ends the thread and fails its current job; messages that still arrive from it are ignored. */
  const stopWorker = async (failure: JobFailed) => {
    const stopped = worker;
    worker = undefined;
    isReady = false;
    settle(({ reject }) => reject(failure));
    await stopped?.terminate();
  };
  const startTimer = (limitMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void stopWorker(new JobFailed('time', 'took too long')), limitMs);
  };
  const start = () => {
    const started = new Worker(script, { env: COMPILED, resourceLimits: { maxOldGenerationSizeMb: heapMb } });
    const failed = (failure: JobFailed) => {
      if (worker === started) void stopWorker(failure);
    };
    started.on('message', (message: ThreadMessage<Answer>) => {
      if (worker !== started) return;
      if (message === READY) {
        isReady = true;
        if (current) startTimer(current.limitMs);
      } else if ('answer' in message) settle(({ resolve }) => resolve(message.answer));
      else settle(({ reject }) => reject(new JobFailed('error', message.problem, message.stack)));
    });
    started.on('error', (error) => failed(failureOf(error)));
    started.on('messageerror', (error) => failed(failureOf(error)));
    started.on('exit', () => failed(new JobFailed('error', 'ended its thread')));
    return started;
  };
  const next = () => {
    if (current) return;
    current = queue.shift();
    if (!current) return;
    worker ??= start();
    worker.ref();
    startTimer(isReady ? current.limitMs : START_LIMIT_MS);
    worker.postMessage(current.job);
  };

  return {
    run(job, limitMs = timeLimitMs) {
      const pending = { ...Promise.withResolvers<Answer>(), job, limitMs };
      queue.push(pending);
      next();
      return pending.promise;
    },
    async [Symbol.asyncDispose]() {
      for (const { reject } of queue.splice(0)) reject(new JobFailed('error', 'was not begun'));
      await stopWorker(new JobFailed('error', 'was cut off'));
    },
  };
}

function failureOf(error: unknown): JobFailed {
  if (!(error instanceof Error)) return new JobFailed('error', String(error));
  const isOutOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return new JobFailed(isOutOfMemory ? 'memory' : 'error', String(error), error.stack);
}

/** The thread's side: one answer a job, in the order they came in. */
export function answerJobs<Job, Answer>(handle: (job: Job) => Answer | Promise<Answer>): void {
  let last: Promise<void> = Promise.resolve();
  parentPort?.on('message', (job: Job) => {
    last = last.then(async () => {
      try {
        parentPort?.postMessage({ answer: await handle(job) });
      } catch (error) {
        const stack = error instanceof Error ? error.stack : undefined;
        parentPort?.postMessage({ problem: String(error), stack });
      }
    });
  });
  parentPort?.postMessage(READY);
  // it is ended from outside, and would never come to keep what it has compiled
  flushCompileCache();
}
