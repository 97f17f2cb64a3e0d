import type { Queryable, Transaction } from '../db/database.ts';
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

interface ChangeRow {
  readonly change_request_id: string;
  readonly kind: ChangeKind;
  readonly school_id: string | null;
  readonly subject: string;
  readonly asked_by: string;
  readonly asked_at: Date;
  readonly expires_at: Date;
  readonly status: ChangeStatus;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly reason: string | null;
}

type StoredRow = ChangeRow & {
  readonly lines_sealed: Buffer;
  readonly base: Buffer;
  readonly payload_sealed: Buffer | null;
};

const COLUMNS = `change_request_id, kind, school_id, subject, asked_by, asked_at, expires_at, status, decided_by,
  decided_at, reason`;
const IN_SCOPE = inScope('school_id', '$1');

export type NewChange = Pick<
  StoredChange,
  | 'changeRequestId'
  | 'kind'
  | 'schoolId'
  | 'subject'
  | 'lines'
  | 'base'
  | 'payload'
  | 'askedBy'
  | 'askedAt'
  | 'expiresAt'
>;

/** @throws a unique violation of `change_requests_waiting` when one of this kind and subject waits */
export async function insertChange(tx: Transaction, vault: Vault, change: NewChange): Promise<void> {
  const { changeRequestId, kind, askedBy } = change;
  const key = { changeRequestId, kind, askedBy };
  await tx.query({
    name: 'insert-change-request',
    text: `insert into change_requests (change_request_id, kind, school_id, subject, payload_sealed, lines_sealed, base,
                                        asked_by, asked_at, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      changeRequestId,
      kind,
      change.schoolId ?? null,
      change.subject,
      vault.seal(place('payload_sealed', key), change.payload),
      vault.seal(place('lines_sealed', key), change.lines),
      change.base,
      askedBy,
      change.askedAt,
      change.expiresAt,
    ],
  });
}

/** The request locked until the commit; undefined when there is none in these schools. */
export function lockChange(
  tx: Transaction,
  vault: Vault,
  scope: SchoolScope,
  changeRequestId: string,
): Promise<StoredChange | undefined> {
  return findStored(tx, vault, scope, changeRequestId, 'for no key update');
}

export function findChange(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  changeRequestId: string,
): Promise<StoredChange | undefined> {
  return findStored(q, vault, scope, changeRequestId, '');
}

async function findStored(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  changeRequestId: string,
  lock: string,
): Promise<StoredChange | undefined> {
  const [row] = await q.query<StoredRow>({
    text: `select ${COLUMNS}, lines_sealed, base, payload_sealed from change_requests
            where ${IN_SCOPE} and change_request_id = $2 ${lock}`,
    values: [schoolsIn(scope), changeRequestId],
  });
  if (!row) return undefined;
  const change = fromRow(row);
  return {
    ...change,
    base: row.base,
    lines: vault.open(place('lines_sealed', change), row.lines_sealed) as ChangeLine[],
    payload: row.payload_sealed ? vault.open(place('payload_sealed', change), row.payload_sealed) : undefined,
  };
}

/** How a request ended. */
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

/** Ends what nobody decided about in time. */
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
  const table = { table: 'change_requests', key: 'change_request_id', columns: COLUMNS };
  return (await findAsked<ChangeRow>(q, table, scope, filter, before, limit)).map(fromRow);
}

/** How many wait in these schools that an account may decide about: neither its own, nor about it. */
export async function countWaiting(
  q: Queryable,
  scope: SchoolScope,
  account: string,
  now: Date,
): Promise<number> {
  const [row] = await q.query<{ count: number }>({
    name: 'count-waiting-changes',
    text: `select count(*)::int as count from change_requests
            where ${IN_SCOPE} and status = 'waiting' and expires_at > $3 and asked_by <> $2
              and not (kind like 'operator.%' and subject = $2)`,
    values: [schoolsIn(scope), account, now],
  });
  return row?.count ?? 0;
}

function fromRow(row: ChangeRow): ChangeRequest {
  return {
    changeRequestId: row.change_request_id,
    kind: row.kind,
    schoolId: row.school_id ?? undefined,
    subject: row.subject,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    expiresAt: row.expires_at,
    status: row.status,
    decidedBy: row.decided_by ?? undefined,
    decidedAt: row.decided_at ?? undefined,
    reason: row.reason ?? undefined,
  };
}

/** Bound to who asked for what: with another name in its row a request does not open. */
function place(
  column: 'payload_sealed' | 'lines_sealed',
  { changeRequestId, kind, askedBy }: Pick<ChangeRequest, 'changeRequestId' | 'kind' | 'askedBy'>,
): string {
  return `change_requests.${column}|${changeRequestId}|${kind}|${askedBy}`;
}
