import type { Submitted } from './changes.ts';
import type { ExportWish, File, Instant, Listed, ListWish } from './list.ts';

/** What can be held about one person, by kind. */
export type HeldKind =
  | 'person'
  | 'proofs'
  | 'bindings'
  | 'card_links'
  | 'bind_attempts'
  | 'orders'
  | 'payments'
  | 'refunds'
  | 'refund_requests'
  | 'notifications'
  | 'failed_invoices'
  | 'invoices'
  | 'callbacks'
  | 'bill_rows'
  | 'consents'
  | 'accesses'
  | 'audit_entries'
  | 'requests';

/** `anonymised`: what names the person goes, what a law wants kept stays. */
export type Fate = 'erased' | 'anonymised' | 'kept';

/** One kind of what is held; from the oldest to the newest, where it has a time. */
export interface HeldView {
  readonly kind: HeldKind;
  readonly fate: Fate;
  readonly count: number;
  readonly from?: Instant;
  readonly to?: Instant;
}

/** What is not over yet, which erasing has to wait for. */
export interface OpenView {
  readonly orders: number;
  readonly refunds: number;
  readonly invoices: number;
  readonly notifications: number;
}

/** Of one kind: how many there were, and of how many something was erased. */
export interface CountView {
  readonly kind: HeldKind;
  readonly fate: Fate;
  readonly found: number;
  readonly erased: number;
}

export type PersonalDataRequestKind = 'export' | 'erasure';
export type PersonalDataRequestStatus = 'running' | 'done' | 'expired';

/** A receipt. */
export interface PersonalDataRequestRow {
  readonly requestId: string;
  readonly schoolId: string;
  readonly kind: PersonalDataRequestKind;
  /** A number of which some digits are hidden. */
  readonly person: string;
  readonly askedBy: string;
  readonly askedAt: Instant;
  readonly reason: string;
  readonly status: PersonalDataRequestStatus;
  readonly finishedAt?: Instant;
  readonly counts: readonly CountView[];
}

/** Whose data: by student or staff number, or by a payer's uid. */
export interface PersonSought {
  readonly schoolId: string;
  readonly by: 'user_no' | 'uid';
  readonly text: string;
}

export interface PersonalDataPreview {
  /** Masked; absent where the directory has nobody. */
  readonly userNo?: string;
  readonly userName?: string;
  readonly uids: number;
  /** Only kinds of which there is something. */
  readonly held: readonly HeldView[];
  readonly open: OpenView;
  /** Earlier requests about the same person, the latest first. */
  readonly requests: readonly PersonalDataRequestRow[];
}

/** Days are of Beijing, both included. */
export interface PersonalDataFilter {
  readonly schoolId?: string;
  readonly kind?: PersonalDataRequestKind;
  readonly status?: PersonalDataRequestStatus;
  readonly askedBy?: string;
  readonly from?: string;
  readonly to?: string;
}

type OfRequest = { readonly requestId: string };
type WithReason = PersonSought & { readonly reason: string };

export interface PersonalDataRoutes {
  'GET /personal-data/requests': {
    readonly params: ListWish & PersonalDataFilter;
    readonly answer: Listed<PersonalDataRequestRow>;
  };
  'GET /personal-data/requests/export': {
    readonly params: ExportWish & PersonalDataFilter;
    readonly answer: File;
  };
  'GET /personal-data/requests/:requestId': {
    readonly params: OfRequest;
    readonly answer: PersonalDataRequestRow;
  };
  /** The file that was asked for: once whole, within an hour, by who asked. */
  'GET /personal-data/requests/:requestId/file': { readonly params: OfRequest; readonly answer: File };
  'POST /personal-data/preview': { readonly params: PersonSought; readonly answer: PersonalDataPreview };
  'POST /personal-data/exports': { readonly params: WithReason; readonly answer: OfRequest };
  'POST /personal-data/erasures': { readonly params: WithReason; readonly answer: OfRequest | Submitted };
}
