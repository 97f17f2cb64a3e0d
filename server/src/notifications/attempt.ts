import type { AttemptOutcome } from '@zhixiao/contract/codes/notifications';

export interface Attempt {
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly outcome: AttemptOutcome;
  readonly httpStatus: number | undefined;
  /** First bytes of the answer, masked, or why there was none. */
  readonly detail: string;
}
