import { answerJobs } from '../../../lib/job-thread.ts';
import { InvalidSeal, type SealProblem } from '../../provider.ts';
import { drawReceipt } from './draw-receipt.ts';
import type { Receipt } from './receipt.ts';
import { drawableSeal, keptSeal } from './seal.ts';

/** What is drawn or painted here, away from the thread that serves payers. */
export type DrawingJob =
  | { readonly kind: 'receipt'; readonly receipt: Receipt; readonly logo: Uint8Array | undefined }
  | { readonly kind: 'seal'; readonly sealPng: unknown };

export type Drawn =
  | { readonly unfit: SealProblem }
  | { readonly pdf: Uint8Array }
  | { readonly seal: string };

answerJobs<DrawingJob, Drawn>(async (job) => {
  try {
    if (job.kind === 'seal') return { seal: keptSeal(job.sealPng) };
    const { sealPng, ...receipt } = job.receipt;
    const pictures = {
      seal: sealPng === undefined ? undefined : drawableSeal(sealPng),
      // painted by us when it was uploaded
      logo: job.logo && Buffer.from(job.logo),
    };
    return { pdf: await drawReceipt(receipt, pictures) };
  } catch (error) {
    if (error instanceof InvalidSeal) return { unfit: error.problem };
    throw error;
  }
});
