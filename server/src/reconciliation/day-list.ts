import type { Channel } from '../channels/channel.ts';
import type { StoredBill } from './bill-store.ts';
import type { DayKey, DayStatus } from './day.ts';
import type { Run } from './run-store.ts';

/** What an operator looks for; days are `YYYY-MM-DD`, both included. */
export interface DayFilter {
  readonly channelAccountId?: string | undefined;
  readonly channel?: Channel | undefined;
  readonly status?: DayStatus | undefined;
  /** With open differences. */
  readonly hasWork?: boolean | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A day of an account as a list shows it. */
export interface DayListed extends DayKey {
  readonly schoolName: string;
  readonly channel: Channel;
  /** Undefined: the account's record cannot be used. */
  readonly merchant: string | undefined;
  /** The application at the channel, where that is another number. */
  readonly application: string | undefined;
  readonly status: DayStatus;
  readonly failure: string | undefined;
  readonly lockedAt: Date | undefined;
  readonly lockedBy: string | undefined;
  readonly bill: StoredBill | undefined;
  readonly run: Omit<Run, keyof DayKey | 'runId'> | undefined;
  readonly openCount: number;
  readonly proposedCount: number;
}
