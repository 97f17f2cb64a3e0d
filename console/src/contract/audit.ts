import type { ExportWish, File, Instant, Listed, ListWish, Nothing } from './list.ts';

export interface AuditEntryView {
  readonly entryNo: string;
  readonly at: Instant;
  readonly operator?: string;
  readonly address?: string;
  readonly action: string;
  readonly subject?: string;
  readonly schoolId?: string;
  readonly outcome: 'done' | 'refused';
  /** Personal data masked. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Days are of Beijing, both included. */
export interface AuditFilter {
  readonly schoolId?: string;
  readonly operator?: string;
  readonly action?: string;
  readonly subject?: string;
  readonly outcome?: 'done' | 'refused';
  readonly from?: string;
  readonly to?: string;
}

/** Whether every entry still follows the one before it, and agrees with the heads that were written out. */
export type ChainView =
  | {
      readonly state: 'whole';
      readonly entries: number;
      readonly head: string;
      /** Heads in the server's file, all of which agree. */
      readonly heads: number;
      /** Lines of that file that are no heads of this log. */
      readonly strange: number;
    }
  | { readonly state: 'broken'; readonly entryNo: string };

export interface AuditRoutes {
  'GET /audit': { readonly params: ListWish & AuditFilter; readonly answer: Listed<AuditEntryView> };
  'GET /audit/export': { readonly params: ExportWish & AuditFilter; readonly answer: File };
  'POST /audit/verify': { readonly params: Nothing; readonly answer: ChainView };
}
