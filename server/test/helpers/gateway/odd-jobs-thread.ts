import { answerJobs } from '../../../src/lib/job-thread.ts';

/** Jobs that do well or badly, each in a way of its own. */
const JOBS = {
  echo: (text: string) => text,
  settings: () => Object.keys(process.env).join(),
  throw: () => {
    throw new Error('thrown');
  },
  'throw later': () =>
    new Promise<string>(() => {
      setImmediate(() => {
        throw new Error('thrown later');
      });
    }),
  reject: () => Promise.reject(new Error('rejected')),
  loop: () => {
    for (;;);
  },
  'never answer': () => new Promise<string>(() => undefined),
  'fill the heap': () => {
    const held: unknown[] = [];
    for (;;) held.push(Array.from({ length: 1000 }, (_, index) => ({ index })));
  },
  exit: () => process.exit(3),
  'answer with a function': () => (() => 'uncloneable') as unknown as string,
} as const;

export type OddJob = readonly [name: keyof typeof JOBS, text?: string];

answerJobs<OddJob, string>(([name, text = '']) => JOBS[name](text));
