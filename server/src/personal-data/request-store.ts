import { columns, type Of, projection } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { id, instant, json, optional, sealed, text } from '../db/fields.ts';
import { claimDue } from '../jobs/claim-due.ts';
import type { Vault } from '../lib/vault.ts';
import { findAsked } from '../schools/asked-store.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { HeldKind } from './held.ts';
import type { DataRequest, DataRequestFilter, Tally } from './request.ts';
import { type Subject, subjectKey } from './subject.ts';

const ASKED = {
  requestId: id('request_id'),
  schoolId: text('school_id'),
  kind: text<DataRequest['kind']>('kind'),
  person: text('person_masked'),
  askedBy: text('asked_by'),
  askedAt: instant('asked_at'),
  reason: text('reason'),
  counts: json<DataRequest['counts']>('counts'),
};
const REQUEST = columns<DataRequest>()({
  ...ASKED,
  status: text('status'),
  finishedAt: optional(instant('finished_at')),
});

const subject = sealed<Subject, Pick<DataRequest, 'requestId'>>('subject_sealed', ({ requestId }) =>
  aadContext(requestId),
);
const RUNNING = columns<RunningRequest, Vault>()({ ...REQUEST.fields, subject });
const NEW_REQUEST = projection<Vault>()({ ...ASKED, subject });

const IN_SCOPE = inScope('school_id', '$1');

/** A request that is worked on, with whom it is about. */
export interface RunningRequest extends DataRequest {
  readonly subject: Subject;
}

/** @throws a unique violation of `personal_data_requests_erasing` while the same person is being erased */
export async function insertRequest(
  tx: Transaction,
  vault: Vault,
  request: Of<typeof NEW_REQUEST>,
  dueAt: Date,
): Promise<void> {
  const { written, width } = NEW_REQUEST;
  await tx.query({
    name: 'insert-personal-data-request',
    text: `insert into personal_data_requests (${written}, person_index, due_at)
           values (${NEW_REQUEST.places()}, $${width + 1}, $${width + 2})`,
    values: [...NEW_REQUEST.valuesOf(request, vault), personIndexOf(vault, request.subject), dueAt],
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
  return REQUEST.one(q, {
    name: 'find-personal-data-request',
    text: `select ${REQUEST.selected} from personal_data_requests where ${IN_SCOPE} and request_id = $2`,
    values: [schoolsIn(scope), requestId],
  });
}

/** The request if it is still worked on. */
export async function findRunning(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  requestId: string,
): Promise<RunningRequest | undefined> {
  return RUNNING.one(q, vault, {
    name: 'find-running-personal-data-request',
    text: `select ${RUNNING.selected} from personal_data_requests
            where ${IN_SCOPE} and request_id = $2 and status = 'running'`,
    values: [schoolsIn(scope), requestId],
  });
}

/** Takes requests that are due until `leaseUntil`. */
export async function claimDueRequests(
  q: Queryable,
  vault: Vault,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<RunningRequest[]> {
  const rows = await claimDue(q, now, leaseUntil, limit, {
    name: 'claim-personal-data-requests',
    table: 'personal_data_requests',
    key: 'request_id',
    returning: RUNNING.selected,
  });
  return RUNNING.fromRows(rows, vault);
}

/** Adds to the counts of erased rows, by kind; no other worker takes the request before `leaseUntil`. */
export async function addErased(
  tx: Transaction,
  requestId: string,
  erased: Readonly<Partial<Record<HeldKind, number>>>,
  leaseUntil: Date,
): Promise<void> {
  const [row] = await tx.query<Pick<DataRequest, 'counts'>>({
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

/** Expires the files about a person that were not downloaded. */
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
  const table = { table: 'personal_data_requests', key: 'request_id', columns: REQUEST.selected, only };
  return REQUEST.fromRows(await findAsked(q, table, scope, filter, before, limit));
}

function aadContext(requestId: string): string {
  return `personal_data_requests.subject_sealed|${requestId}`;
}
