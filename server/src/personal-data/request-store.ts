import type { Queryable, Transaction } from '../db/database.ts';
import { claimDue } from '../jobs/claim-due.ts';
import type { Vault } from '../lib/vault.ts';
import { findAsked } from '../schools/asked-store.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { HeldKind } from './held.ts';
import type { DataRequest, DataRequestFilter, Tally } from './request.ts';
import { type Subject, subjectKey } from './subject.ts';

interface RequestRow {
  readonly request_id: string;
  readonly school_id: string;
  readonly kind: DataRequest['kind'];
  readonly person_masked: string;
  readonly asked_by: string;
  readonly asked_at: Date;
  readonly reason: string;
  readonly status: DataRequest['status'];
  readonly finished_at: Date | null;
  readonly counts: Readonly<Partial<Record<HeldKind, Tally>>>;
}

type SubjectRow = RequestRow & { readonly subject_sealed: Buffer };

const COLUMNS = `request_id, school_id, kind, person_masked, asked_by, asked_at, reason, status, finished_at, counts`;
const IN_SCOPE = inScope('school_id', '$1');

/** A request that is worked on, with whom it is about. */
export interface RunningRequest extends DataRequest {
  readonly subject: Subject;
}

/** @throws a unique violation of `personal_data_requests_erasing` while the same person is being erased */
export async function insertRequest(
  tx: Transaction,
  vault: Vault,
  request: Pick<
    RunningRequest,
    'requestId' | 'schoolId' | 'kind' | 'person' | 'askedBy' | 'askedAt' | 'reason' | 'counts' | 'subject'
  >,
  dueAt: Date,
): Promise<void> {
  const { requestId, schoolId } = request;
  await tx.query({
    name: 'insert-personal-data-request',
    text: `insert into personal_data_requests (request_id, school_id, kind, person_index, person_masked, asked_by, asked_at,
                                               reason, counts, subject_sealed, due_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      requestId,
      schoolId,
      request.kind,
      personIndexOf(vault, request.subject),
      request.person,
      request.askedBy,
      request.askedAt,
      request.reason,
      JSON.stringify(request.counts),
      vault.seal(place(requestId), request.subject),
      dueAt,
    ],
  });
}

/** What requests about the same person have in common. */
export function personIndexOf(vault: Vault, subject: Pick<Subject, 'schoolId' | 'userNo' | 'uids'>): Buffer {
  return vault.index(`personal_data_requests.person_index|${subject.schoolId}`, subjectKey(subject));
}

export async function findRequest(
  q: Queryable,
  scope: SchoolScope,
  requestId: string,
): Promise<DataRequest | undefined> {
  const [row] = await q.query<RequestRow>({
    name: 'find-personal-data-request',
    text: `select ${COLUMNS} from personal_data_requests where ${IN_SCOPE} and request_id = $2`,
    values: [schoolsIn(scope), requestId],
  });
  return row && fromRow(row);
}

/** The request if it is still worked on. */
export async function findRunning(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  requestId: string,
): Promise<RunningRequest | undefined> {
  const [row] = await q.query<SubjectRow>({
    name: 'find-running-personal-data-request',
    text: `select ${COLUMNS}, subject_sealed from personal_data_requests
            where ${IN_SCOPE} and request_id = $2 and status = 'running'`,
    values: [schoolsIn(scope), requestId],
  });
  return row && running(vault, row);
}

/** Takes requests that are due until `leaseUntil`. */
export async function claimDueRequests(
  q: Queryable,
  vault: Vault,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<RunningRequest[]> {
  const rows = await claimDue<SubjectRow>(q, now, leaseUntil, limit, {
    name: 'claim-personal-data-requests',
    table: 'personal_data_requests',
    key: 'request_id',
    returning: `${COLUMNS}, subject_sealed`,
  });
  return rows.map((row) => running(vault, row));
}

/** Adds to what was erased, of some kinds; nobody else takes the request up before `leaseUntil`. */
export async function addErased(
  tx: Transaction,
  requestId: string,
  erased: Readonly<Partial<Record<HeldKind, number>>>,
  leaseUntil: Date,
): Promise<void> {
  const [row] = await tx.query<Pick<RequestRow, 'counts'>>({
    name: 'lock-personal-data-request',
    text: 'select counts from personal_data_requests where request_id = $1 for no key update',
    values: [requestId],
  });
  const counts: Record<string, Tally> = { ...row?.counts };
  for (const [kind, count] of Object.entries(erased)) {
    if (count === 0) continue;
    const before = counts[kind] ?? { found: 0, erased: 0 };
    const total = before.erased + count;
    // what came while others were erased was not there when they were counted
    counts[kind] = { found: Math.max(before.found, total), erased: total };
  }
  await tx.query({
    name: 'add-erased',
    // another worker may have come to its end meanwhile
    text: `update personal_data_requests set counts = $2, due_at = case when status = 'running' then $3::timestamptz end
            where request_id = $1`,
    values: [requestId, JSON.stringify(counts), leaseUntil],
  });
}

/** Ends a request, and with it what was kept of whom it is about; false: somebody else has ended it. */
export async function finishRequest(
  q: Queryable,
  requestId: string,
  status: 'done' | 'expired',
  now: Date,
): Promise<boolean> {
  const ended = await q.query({
    name: 'finish-personal-data-request',
    text: `update personal_data_requests set status = $2, finished_at = $3, subject_sealed = null, due_at = null
            where request_id = $1 and status = 'running' returning 1`,
    values: [requestId, status, now],
  });
  return ended.length > 0;
}

/** Ends the files about somebody that nobody has fetched. */
export async function expireExportsOf(
  tx: Transaction,
  schoolId: string,
  personIndex: Buffer,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'expire-exports-of-person',
    text: `update personal_data_requests set status = 'expired', finished_at = $3, subject_sealed = null, due_at = null
            where school_id = $1 and person_index = $2 and kind = 'export' and status = 'running'`,
    values: [schoolId, personIndex, now],
  });
}

/** Requests before a number, the latest first; of one person where `personIndex` is given. */
export async function findRequests(
  q: Queryable,
  scope: SchoolScope,
  { personIndex, ...filter }: DataRequestFilter & { readonly personIndex?: Buffer },
  before: string | undefined,
  limit: number,
): Promise<DataRequest[]> {
  const only = personIndex && { column: 'person_index', value: personIndex };
  const table = { table: 'personal_data_requests', key: 'request_id', columns: COLUMNS, only };
  return (await findAsked<RequestRow>(q, table, scope, filter, before, limit)).map(fromRow);
}

function running(vault: Vault, row: SubjectRow): RunningRequest {
  return { ...fromRow(row), subject: vault.open(place(row.request_id), row.subject_sealed) as Subject };
}

function fromRow(row: RequestRow): DataRequest {
  return {
    requestId: row.request_id,
    schoolId: row.school_id,
    kind: row.kind,
    person: row.person_masked,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    reason: row.reason,
    status: row.status,
    finishedAt: row.finished_at ?? undefined,
    counts: row.counts,
  };
}

function place(requestId: string): string {
  return `personal_data_requests.subject_sealed|${requestId}`;
}
