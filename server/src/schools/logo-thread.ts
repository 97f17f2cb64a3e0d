import { answerJobs } from '../lib/job-thread.ts';
import { type PngProblem, UnfitPng } from '../lib/png/png-parts.ts';
import { repaintPng } from '../lib/png/repaint-png.ts';

export interface PaintingJob {
  readonly file: Uint8Array;
  readonly sideMax: number;
}

export type Painted = { readonly png: Uint8Array } | { readonly unfit: PngProblem };

answerJobs<PaintingJob, Painted>(({ file, sideMax }) => {
  try {
    return { png: repaintPng(Buffer.from(file), sideMax) };
  } catch (error) {
    if (error instanceof UnfitPng) return { unfit: error.problem };
    throw error;
  }
});
