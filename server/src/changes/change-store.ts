import { withCurrentNames } from '@zhixiao/contract/words/former-names';
import { columns, type Of, pick, projection } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { bytes, count, id, instant, optional, sealed, text } from '../db/fields.ts';
import type { Vault } from '../lib/vault.ts';
import { type AskedFilter, findAsked } from '../schools/asked-store.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { ChangeKind, ChangeLine, ChangeRequest, ChangeStatus } from './change.ts';

/** A request with what it says and what was true when it was made. */
export interface StoredChange extends ChangeRequest {
  readonly lines: readonly ChangeLine[];
  readonly base: Buffer;
  /** Undefined once nothing waits for it. */
  readonly payload: unknown;
}

const CHANGE = columns<ChangeRequest>()({
  changeRequestId: id('change_request_id'),
  kind: text('kind'),
  schoolId: optional(text('school_id')),
  subject: text('subject'),
  askedBy: text('asked_by'),
  askedAt: instant('asked_at'),
  expiresAt: instant('expires_at'),
  status: text('status'),
  decidedBy: optional(text('decided_by')),
  decidedAt: optional(instant('decided_at')),
  reason: optional(text('reason')),
});

type Bound = Pick<ChangeRequest, 'changeRequestId' | 'kind' | 'askedBy'>;
const CONTENT = {
  lines: sealed<StoredChange['lines'], Bound>('lines_sealed', (change) => aadContext('lines_sealed', change)),
  base: bytes('base'),
};
const payload = sealed<unknown, Bound>('payload_sealed', (change) => aadContext('payload_sealed', change));

const STORED = columns<StoredChange, Vault>()({ ...CHANGE.fields, ...CONTENT, payload: optional(payload) });

const NEW_CHANGE = projection<Vault>()({
  ...pick(CHANGE.fields, 'changeRequestId', 'kind', 'schoolId', 'subject', 'askedBy', 'askedAt', 'expiresAt'),
  ...CONTENT,
  payload,
});

export type NewChange = Of<typeof NEW_CHANGE>;

const IN_SCOPE = inScope('school_id', '$1');

/** @throws a unique violation of `change_requests_waiting` when one of this kind and subject waits */
export async function insertChange(tx: Transaction, vault: Vault, change: NewChange): Promise<void> {
  await tx.query({
    name: 'insert-change-request',
    text: `insert into change_requests (${NEW_CHANGE.written}) values (${NEW_CHANGE.places()})`,
    values: NEW_CHANGE.valuesOf(change, vault),
  });
}

/** The change request, locked until the commit; undefined when there is none in these schools. */
export function lockChange(
  tx: Transaction,
  vault: Vault,
  scope: SchoolScope,
  changeRequestId: string,
): Promise<StoredChange | undefined> {
  return ofCurrentNames(findStored(tx, vault, scope, changeRequestId, 'for no key update'));
}

export function findChange(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  changeRequestId: string,
): Promise<StoredChange | undefined> {
  return ofCurrentNames(findStored(q, vault, scope, changeRequestId, ''));
}

async function findStored(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  changeRequestId: string,
  lock: string,
): Promise<StoredChange | undefined> {
  return STORED.one(q, vault, {
    text: `select ${STORED.selected} from change_requests
            where ${IN_SCOPE} and change_request_id = $2 ${lock}`,
    values: [schoolsIn(scope), changeRequestId],
  });
}

/** A change that an earlier release stored has the names of then in its payload. */
async function ofCurrentNames(found: Promise<StoredChange | undefined>): Promise<StoredChange | undefined> {
  const change = await found;
  return change && { ...change, payload: withCurrentNames(change.payload) };
}

/** How a change request ended. */
export type ChangeEnd =
  | { readonly status: 'applied' | 'refused'; readonly by: string; readonly reason: string }
  | { readonly status: 'withdrawn' };

export async function markChangeEnded(
  tx: Transaction,
  changeRequestId: string,
  end: ChangeEnd,
  at: Date,
): Promise<void> {
  const decision = end.status === 'withdrawn' ? undefined : end;
  await tx.query({
    name: 'mark-change-ended',
    text: `update change_requests set status = $2, decided_by = $3, decided_at = $4, reason = $5, payload_sealed = null
            where change_request_id = $1`,
    values: [changeRequestId, end.status, decision?.by ?? null, at, decision?.reason ?? null],
  });
}

/** Expires change requests that were not decided in time. */
export async function expireChanges(q: Queryable, now: Date): Promise<void> {
  await q.query({
    name: 'expire-changes',
    text: `update change_requests set status = 'expired', decided_at = expires_at, payload_sealed = null
            where status = 'waiting' and expires_at <= $1`,
    values: [now],
  });
}

/** How many wait for a second person since before `before`, and since when the oldest of them. */
export async function countWaitingSince(
  q: Queryable,
  before: Date,
): Promise<{ readonly count: number; readonly oldest: Date } | undefined> {
  const [row] = await q.query<{ count: number; oldest: Date | null }>({
    name: 'count-waiting-changes-since',
    text: `select count(*)::int as count, min(asked_at) as oldest from change_requests
            where status = 'waiting' and asked_at < $1`,
    values: [before],
  });
  return row?.oldest ? { count: row.count, oldest: row.oldest } : undefined;
}

/** Which requests are listed. */
export type ChangeFilter = AskedFilter<ChangeKind, ChangeStatus>;

/** Requests before a number, the latest first. */
export async function findChanges(
  q: Queryable,
  scope: SchoolScope,
  filter: ChangeFilter,
  before: string | undefined,
  limit: number,
): Promise<ChangeRequest[]> {
  const table = { table: 'change_requests', key: 'change_request_id', columns: CHANGE.selected };
  return CHANGE.fromRows(await findAsked(q, table, scope, filter, before, limit));
}

/** How many change requests wait, and since when the first of them. */
export interface WaitingChanges {
  readonly count: number;
  readonly oldest: Date | undefined;
}

const WAITING = columns<WaitingChanges>()({
  count: count('count(*) as count'),
  oldest: optional(instant('min(asked_at) as oldest')),
});

/** Those that wait in these schools and that an account may decide about: neither its own, nor about it. */
export async function countWaiting(
  q: Queryable,
  scope: SchoolScope,
  account: string,
  now: Date,
): Promise<WaitingChanges> {
  const waiting = await WAITING.one(q, {
    name: 'count-waiting-changes',
    text: `select ${WAITING.selected} from change_requests
            where ${IN_SCOPE} and status = 'waiting' and expires_at > $3 and asked_by <> $2
              and not (kind like 'operator.%' and subject = $2)`,
    values: [schoolsIn(scope), account, now],
  });
  return waiting ?? { count: 0, oldest: undefined };
}

/** The newest change requests of this number, or whose subject has the text in it. */
export async function findChangesByText(
  q: Queryable,
  scope: SchoolScope,
  { number, text }: { readonly number: string | undefined; readonly text: string },
  limit: number,
): Promise<ChangeRequest[]> {
  return CHANGE.all(q, {
    name: 'find-changes-by-text',
    text: `select ${CHANGE.selected} from change_requests
            where ${IN_SCOPE} and (change_request_id = $2 or strpos(lower(subject), lower($3)) > 0)
            order by change_request_id desc limit $4`,
    values: [schoolsIn(scope), number ?? null, text, limit],
  });
}

/** Bound to who asked for what: with another name in its row a request does not open. */
function aadContext(
  column: 'payload_sealed' | 'lines_sealed',
  { changeRequestId, kind, askedBy }: Bound,
): string {
  return `change_requests.${column}|${changeRequestId}|${kind}|${askedBy}`;
}
