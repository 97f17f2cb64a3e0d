import type { ExportWish, File, Instant, Listed, ListWish } from './list.ts';

export type NotificationStatus = 'pending' | 'delivered' | 'exhausted';
export type AttemptOutcome = 'acknowledged' | 'refused' | 'unreachable';
/** `spared`: too many failures in a row, only probed now and then. */
export type EndpointState = 'spared' | 'failing';

/** The news of an order's payment on its way to the partner. */
export interface NotificationRow {
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  /** Where it goes, what its query says masked. */
  readonly address: string;
  readonly status: NotificationStatus;
  readonly attempts: number;
  readonly createdAt: Instant;
  /** Absent once it is settled; in the past while its endpoint is spared. */
  readonly nextAttemptAt?: Instant;
  readonly settledAt?: Instant;
  /** Absent until the first attempt has ended. */
  readonly last?: {
    readonly at: Instant;
    readonly outcome: AttemptOutcome;
    readonly httpStatus?: number;
    /** First bytes of the answer, or why there was none. */
    readonly detail: string;
  };
}

/** Days are of Beijing, both included, and of the payment; `number` is ours or the partner's of the order. */
export interface NotificationFilter {
  readonly schoolId?: string;
  readonly appId?: string;
  readonly status?: NotificationStatus;
  readonly number?: string;
  readonly from?: string;
  readonly to?: string;
}

/** A partner's server that has failed since it last answered. */
export interface EndpointRow {
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  /** Scheme, host and port. */
  readonly endpoint: string;
  readonly state: EndpointState;
  /** In a row. */
  readonly failures: number;
  readonly failingSince: Instant;
  /** When it is tried next, while it is spared. */
  readonly probeAt?: Instant;
  /** Notifications that wait for it, counted up to a thousand. */
  readonly waiting: number;
}

export interface EndpointFilter {
  readonly schoolId?: string;
  readonly state?: EndpointState;
}

/** Which failed notifications are resent: of payments of these days of Beijing, both included. */
export interface ResendPeriod {
  readonly schoolId?: string;
  readonly appId?: string;
  readonly from: string;
  readonly to: string;
}

export interface NotificationRoutes {
  'GET /notifications': {
    readonly params: ListWish & NotificationFilter;
    readonly answer: Listed<NotificationRow>;
  };
  'GET /notifications/export': { readonly params: ExportWish & NotificationFilter; readonly answer: File };
  'GET /endpoints': { readonly params: ListWish & EndpointFilter; readonly answer: Listed<EndpointRow> };
  'GET /endpoints/export': { readonly params: ExportWish & EndpointFilter; readonly answer: File };
  /** What a resend would send if it were begun now. */
  'GET /notifications/resend': {
    readonly params: ResendPeriod;
    readonly answer: {
      readonly count: number;
      readonly byApp: readonly { readonly appId: string; readonly appName: string; readonly count: number }[];
    };
  };
  'POST /notifications/resend': {
    readonly params: ResendPeriod & { readonly reason: string };
    readonly answer: { readonly resent: number };
  };
}
