import type { AppSecretsView } from './apps.ts';
import type { ExportWish, File, Instant, Listed, ListWish, Nothing } from './list.ts';
import type { LinkAnswer } from './operators.ts';

/** What needs a second person, named as the audit log names it. */
export type ChangeKind =
  | 'school.change'
  | 'school.card_link'
  | 'installation.four_eyes'
  | 'app.create'
  | 'app.change'
  | 'app.issue_keys'
  | 'channel_account.create'
  | 'channel_account.change'
  | 'invoice_account.create'
  | 'invoice_account.change'
  | 'operator.invite'
  | 'operator.change'
  | 'operator.unfreeze'
  | 'operator.reset'
  | 'person.erase';

/** `waiting` is left once, by a decision, by who asked, or by time. */
export type ChangeStatus = 'waiting' | 'applied' | 'refused' | 'withdrawn' | 'expired';

/** A number is fen; null is nothing. */
export type ChangeValue = string | number | boolean | readonly string[] | null;

/** One field as it is and as it would be; `settings.` and `secrets.` go before the names of an account's fields. */
export interface ChangeLine {
  readonly field: string;
  readonly before: ChangeValue;
  readonly after: ChangeValue;
}

/** A change that somebody asked for. */
export interface ChangeRow {
  readonly changeRequestId: string;
  readonly kind: ChangeKind;
  /** Absent: of the installation. */
  readonly schoolId?: string;
  /** An account, an app, a school. */
  readonly subject: string;
  readonly askedBy: string;
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
  readonly status: ChangeStatus;
  readonly decidedBy?: string;
  readonly decidedAt?: Instant;
  /** What whoever decided had to say. */
  readonly reason?: string;
  /** Whether who looks may approve or refuse it. */
  readonly mayDecide: boolean;
  readonly mayWithdraw: boolean;
}

export interface ChangeView extends ChangeRow {
  readonly lines: readonly ChangeLine[];
  /** It waits, but its subject is not as it was: it can only be refused or withdrawn. */
  readonly isOutdated: boolean;
}

/** The answer to a change that waits for a second person: nothing is changed yet. */
export interface Submitted {
  readonly changeRequestId: string;
}

/** What an approval brought about, shown to who approved, once. */
export interface Approved {
  readonly link?: LinkAnswer;
  readonly secrets?: AppSecretsView;
}

/** Days are of Beijing, both included. */
export interface ChangeFilter {
  readonly schoolId?: string;
  readonly kind?: ChangeKind;
  readonly status?: ChangeStatus;
  readonly askedBy?: string;
  readonly from?: string;
  readonly to?: string;
}

type OfChange = { readonly changeRequestId: string };
type Decision = OfChange & { readonly reason: string };

/** Whether grave changes need a second person; `default`: in production, once two operators could decide. */
export type FourEyes = 'default' | 'on' | 'off';

export interface FourEyesView {
  readonly fourEyes: FourEyes;
  /** What that comes to now. */
  readonly isOn: boolean;
}

export interface ChangeRoutes {
  'GET /changes': { readonly params: ListWish & ChangeFilter; readonly answer: Listed<ChangeRow> };
  'GET /changes/export': { readonly params: ExportWish & ChangeFilter; readonly answer: File };
  /** How many wait that who asks may decide. */
  'GET /changes-to-decide': { readonly params: Nothing; readonly answer: { readonly count: number } };
  'GET /changes/:changeRequestId': { readonly params: OfChange; readonly answer: ChangeView };
  'POST /changes/:changeRequestId/approve': { readonly params: Decision; readonly answer: Approved };
  'POST /changes/:changeRequestId/refuse': { readonly params: Decision; readonly answer: Nothing };
  'POST /changes/:changeRequestId/withdraw': { readonly params: OfChange; readonly answer: Nothing };
  /** Of what belongs to no school. */
  'GET /four-eyes': { readonly params: Nothing; readonly answer: FourEyesView };
  'PUT /four-eyes': {
    readonly params: { readonly fourEyes: FourEyes };
    readonly answer: Submitted | Nothing;
  };
}
