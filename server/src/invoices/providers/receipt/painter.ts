import { SECOND_MS } from '../../../lib/clock.ts';
import { createJobThread, type JobLimits } from '../../../lib/job-thread.ts';
import { InvalidSeal } from '../../provider.ts';
import type { DrawingJob, Drawn } from './drawing-thread.ts';
import type { Receipt } from './receipt.ts';

/** Draws receipts on a thread of its own: each takes tens of milliseconds, which would block requests. */
export interface ReceiptPainter extends AsyncDisposable {
  /** @param logo the school's, a PNG of ours. @throws InvalidSeal, JobFailed: of this receipt alone */
  draw(receipt: Receipt, logo?: Buffer): Promise<Buffer>;
  /** An uploaded seal as it is kept. @throws InvalidSeal, JobFailed */
  paintSeal(sealPng: unknown): Promise<string>;
}

/** A receipt takes 0.1 s and 100 MB with its font; one that wants ten times as much is not drawn. */
const LIMITS: JobLimits = { timeLimitMs: 10 * SECOND_MS, heapMb: 256 };

export function createReceiptPainter(limits: Partial<JobLimits> = {}): ReceiptPainter {
  const thread = createJobThread<DrawingJob, Drawn>(new URL('./drawing-thread.ts', import.meta.url), {
    ...LIMITS,
    ...limits,
  });
  const run = async (job: DrawingJob) => {
    const drawn = await thread.run(job);
    if ('unfit' in drawn) throw new InvalidSeal(drawn.unfit);
    return drawn;
  };
  return {
    async draw(receipt, logo) {
      const drawn = await run({ kind: 'receipt', receipt, logo });
      if (!('pdf' in drawn)) throw new Error('the drawing thread answered something else');
      return Buffer.from(drawn.pdf);
    },
    async paintSeal(sealPng) {
      const drawn = await run({ kind: 'seal', sealPng });
      if (!('seal' in drawn)) throw new Error('the drawing thread answered something else');
      return drawn.seal;
    },
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  };
}
