import type { ExportWish, File, Instant, Listed, ListWish } from './list.ts';

/** A number of movements and what they come to, in fen. */
export interface SumView {
  readonly count: number;
  readonly fee: number;
}

export interface FiguresView {
  readonly received: SumView;
  /** Money that came late, twice or in a wrong amount. */
  readonly unwanted: SumView;
  readonly refunded: SumView;
  /** Payments begun, and those that brought money. */
  readonly started: number;
  readonly succeeded: number;
}

export interface OverviewView {
  readonly total: FiguresView;
  readonly byDay: readonly (FiguresView & { readonly day: string })[];
  readonly byChannel: readonly (FiguresView & { readonly channel: 'wechat' | 'alipay' })[];
  readonly byApp: readonly (FiguresView & { readonly appId: string; readonly appName: string })[];
}

/** Days of Beijing, both included. */
export interface FiguresFilter {
  readonly schoolId?: string;
  readonly appId?: string;
  readonly from: string;
  readonly to: string;
}

export type ProblemKindName =
  | 'late_money'
  | 'wrong_amount_held'
  | 'payment_unknown'
  | 'order_closing'
  | 'refund_unanswered'
  | 'refund_unsettled'
  | 'refund_abnormal'
  | 'refund_failed'
  | 'refund_request_waiting'
  | 'endpoint_dead'
  | 'notification_exhausted'
  | 'invoice_failed'
  | 'invoice_blocked'
  | 'invoice_late'
  | 'invoice_unfiled'
  | 'invoice_undelivered';

/** Something that is not as it should be. */
export interface ProblemRow {
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  readonly orderId?: string;
  readonly outTradeNo?: string;
  readonly number: string;
  /** Fen. */
  readonly fee?: number;
  readonly since: Instant;
}

export interface OverviewRoutes {
  'GET /overview': { readonly params: FiguresFilter; readonly answer: OverviewView };
  /** A line for each day, app and channel. */
  'GET /overview/export': { readonly params: ExportWish & FiguresFilter; readonly answer: File };
  'GET /problems': {
    readonly params: { readonly schoolId?: string };
    readonly answer: {
      readonly kinds: readonly {
        readonly kind: ProblemKindName;
        readonly count: number;
        readonly oldest: Instant;
      }[];
    };
  };
  'GET /problems/:kind': {
    readonly params: ListWish & { readonly schoolId?: string; readonly kind: ProblemKindName };
    readonly answer: Listed<ProblemRow>;
  };
  'GET /problems/:kind/export': {
    readonly params: ExportWish & { readonly schoolId?: string; readonly kind: ProblemKindName };
    readonly answer: File;
  };
}
