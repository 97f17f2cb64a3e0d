import type { ExportWish, File, Instant, Listed, ListWish } from './list.ts';

/** Counts, and fees in fen. */
export interface SettledFigures {
  readonly received: { readonly count: number; readonly fee: number };
  /** Given back or on its way, less what could not be. */
  readonly refunded: { readonly count: number; readonly fee: number };
  /** What the channel kept, less what it returned; known with the bills, a day later. */
  readonly channelFee: number;
  readonly netFee: number;
}

/** An app's month. */
export interface SheetView {
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  /** `2026-09`. */
  readonly month: string;
  /** Absent: open, and still growing. */
  readonly lock?: { readonly by: string; readonly at: Instant };
  readonly channels: readonly (SettledFigures & { readonly channel: 'wechat' | 'alipay' })[];
  readonly total: SettledFigures;
}

export interface SettlementRoutes {
  /** All of them: there is one page. */
  'GET /settlement/sheets': {
    readonly params: ListWish & { readonly schoolId?: string; readonly month: string };
    readonly answer: Listed<SheetView>;
  };
  'GET /settlement/sheets/export': {
    readonly params: ExportWish & { readonly schoolId?: string; readonly month: string };
    readonly answer: File;
  };
  'GET /settlement/sheets/:appId/:month': {
    readonly params: { readonly appId: string; readonly month: string };
    readonly answer: SheetView;
  };
  'GET /settlement/sheets/:appId/:month/export': {
    readonly params: ExportWish & { readonly appId: string; readonly month: string };
    readonly answer: File;
  };
  'POST /settlement/sheets/:appId/:month/lock': {
    readonly params: { readonly appId: string; readonly month: string };
    readonly answer: SheetView;
  };
}
