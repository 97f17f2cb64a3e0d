import { answerJobs, createJobThread, type JobLimits } from './job-thread.ts';

/** The first job says what to read, every later one asks for the next portion. */
type Step<Input> = { readonly input: Input } | 'more';

/**
 * Reads a large input on a worker thread of its own, in portions: the thread reads the next one when the last was
 * taken, so neither its memory nor the main thread is filled. Limits are of all portions together.
 * @param script calls `answerPortions`
 * @throws JobFailed
 */
export async function* readOnThread<Input, Portion>(
  script: URL,
  input: Input,
  limits: JobLimits,
): AsyncGenerator<Portion, void> {
  await using thread = createJobThread<Step<Input>, IteratorResult<Portion>>(script, limits);
  let leftMs = limits.timeLimitMs;
  let step: Step<Input> = { input };
  for (;;) {
    const startedAt = performance.now();
    const { value, done } = await thread.run(step, leftMs);
    if (done) return;
    leftMs = Math.max(0, leftMs - (performance.now() - startedAt));
    yield value;
    step = 'more';
  }
}

/** The thread's side. */
export function answerPortions<Input, Portion>(read: (input: Input) => AsyncGenerator<Portion, void>): void {
  let portions: AsyncGenerator<Portion, void> | undefined;
  answerJobs<Step<Input>, IteratorResult<Portion, void>>((step) => {
    if (step !== 'more') portions = read(step.input);
    if (!portions) throw new Error('a portion was asked for before the input came');
    return portions.next();
  });
}
