import type { ExportWish, File, Instant, Listed, ListWish, Nothing } from './list.ts';

/** What is erased once its period is over. */
export type RetentionKind =
  | 'order_people'
  | 'payer_ids'
  | 'invoice_wishes'
  | 'invoice_contacts'
  | 'callbacks'
  | 'notification_attempts'
  | 'invoice_attempts'
  | 'people_left'
  | 'accesses'
  | 'consents'
  | 'change_requests'
  | 'sessions'
  | 'sign_in_failures'
  | 'operator_links'
  | 'challenges'
  | 'payer_sign_ins'
  | 'bind_attempts'
  | 'invoice_tries'
  | 'nonces'
  | 'params';

/** What wants something kept: the law on the network's logs, or on records of how personal data was processed. */
export type RetentionLaw = 'network_logs' | 'processing_records';

/** What a list of runs can be narrowed to: those that erased something, left something that is needed, or are not at an end. */
export type RetentionOutcome = 'erased' | 'kept' | 'unfinished';

/** One day's erasing of one kind. */
export interface RetentionRunView {
  readonly runId: string;
  readonly kind: RetentionKind;
  /** Of Beijing, such as `2026-09-01`. */
  readonly date: string;
  readonly periodHours: number;
  /** What was older was erased. */
  readonly eraseBefore: Instant;
  readonly startedAt: Instant;
  /** Absent while it goes on. */
  readonly finishedAt?: Instant;
  readonly erased: number;
  /** Past its period, and needed for something open. */
  readonly kept: number;
}

/** How long a kind is kept here, and why not shorter. */
export interface RetentionPeriodView {
  readonly kind: RetentionKind;
  readonly periodHours: number;
  readonly defaultHours: number;
  readonly leastHours: number;
  /** The law that wants that least; absent where it is our choice. */
  readonly law?: RetentionLaw;
  /** Whether `RETENTION_DAYS` may say another period. */
  readonly isSetting: boolean;
}

/** Days are of Beijing, both included. */
export interface RetentionFilter {
  readonly kind?: RetentionKind;
  readonly outcome?: RetentionOutcome;
  readonly from?: string;
  readonly to?: string;
}

export interface RetentionRoutes {
  'GET /retention': {
    readonly params: ListWish & RetentionFilter;
    readonly answer: Listed<RetentionRunView>;
  };
  'GET /retention/export': { readonly params: ExportWish & RetentionFilter; readonly answer: File };
  'GET /retention-periods': { readonly params: Nothing; readonly answer: Listed<RetentionPeriodView> };
}
