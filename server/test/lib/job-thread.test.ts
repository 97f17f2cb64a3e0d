import { expect, test } from 'vitest';
import { createJobThread, JobFailed } from '../../src/lib/job-thread.ts';
import type { OddJob } from '../helpers/gateway/odd-jobs-thread.ts';

const SCRIPT = new URL('../helpers/gateway/odd-jobs-thread.ts', import.meta.url);
const threadOf = (timeLimitMs = 60_000) =>
  createJobThread<OddJob, string>(SCRIPT, { timeLimitMs, heapMb: 64 });

test.each<[job: OddJob, reason: RegExp, timeLimitMs?: number]>([
  [['throw'], /thrown/],
  [['throw later'], /thrown later/],
  [['reject'], /rejected/],
  [['loop'], /took too long/, 1000],
  [['never answer'], /took too long/, 1000],
  [['fill the heap'], /memory/],
  [['exit'], /ended its thread/],
  [['answer with a function'], /could not be cloned/],
])(
  'a job that ends badly (%s) fails alone, those before and behind it are done',
  async (job, reason, limitMs) => {
    await using thread = threadOf(limitMs);
    const jobs = [['echo', 'before'], job, ['echo', 'behind'], job, ['echo', 'last']] as const;
    const ends = await Promise.allSettled(jobs.map((each) => thread.run(each)));
    expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : 'failed'))).toEqual([
      'before',
      'failed',
      'behind',
      'failed',
      'last',
    ]);
    for (const end of ends) {
      if (end.status === 'fulfilled') continue;
      expect(end.reason).toBeInstanceOf(JobFailed);
      expect(String(end.reason)).toMatch(reason);
    }
  },
);

test('a job never holds up the loop of who asked for it', async () => {
  await using thread = threadOf(1000);
  const looping = thread.run(['loop']).catch(() => 'failed');
  let turns = 0;
  const counting = setInterval(() => {
    turns += 1;
  }, 5);
  expect(await looping).toBe('failed');
  clearInterval(counting);
  expect(turns).toBeGreaterThan(20);
});

test('the thread knows no setting, only where Node keeps what it has compiled', async () => {
  await using thread = threadOf();
  expect(process.env).toHaveProperty('PATH');
  expect(await thread.run(['settings'])).toBe(
    process.env.NODE_COMPILE_CACHE === undefined ? '' : 'NODE_COMPILE_CACHE',
  );
});

test('disposed at work, it fails what it was at and what waited, and ends', async () => {
  const thread = threadOf();
  const ends = [thread.run(['never answer']), thread.run(['echo', 'waits'])].map((end) =>
    end.catch((error: unknown) => error),
  );
  await thread[Symbol.asyncDispose]();
  for (const end of ends) expect(await end).toBeInstanceOf(JobFailed);
});
