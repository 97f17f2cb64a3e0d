import type { EndpointState } from '@zhixiao/contract/codes/notifications';
import type { Queryable } from '../db/database.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { EndpointListed } from './endpoint.ts';

interface EndpointListedRow {
  readonly school_id: string;
  readonly app_id: string;
  readonly app_name: string;
  readonly endpoint: string;
  readonly failures: number;
  readonly failing_since: Date;
  readonly probe_at: Date | null;
  readonly waiting: string;
}

/** A dead endpoint may have any number behind it: nobody needs to know more exactly. */
const WAITING_COUNTED = 1_000;

/** The endpoints that have failed since they last answered, the longest first, after the given one. */
export async function selectEndpoints(
  q: Queryable,
  scope: SchoolScope,
  state: EndpointState | undefined,
  after: Pick<EndpointListed, 'failingSince' | 'appId' | 'endpoint'> | undefined,
  limit: number,
): Promise<EndpointListed[]> {
  const rows = await q.query<EndpointListedRow>({
    name: 'select-endpoints',
    text: `select a.school_id, e.app_id, a.name as app_name, e.endpoint, e.failures, e.failing_since, e.probe_at,
                  (select count(*) from (
                     select 1 from notifications n
                      where n.app_id = e.app_id and n.endpoint = e.endpoint and n.next_attempt_at is not null
                      limit ${WAITING_COUNTED}) w) as waiting
             from notification_endpoints e join apps a using (app_id)
            where ${inScope('a.school_id', '$1')}
              and ($2::boolean is null or (e.probe_at is not null) = $2)
              and ($3::timestamptz is null or (e.failing_since, e.app_id, e.endpoint) > ($3, $4, $5))
            order by e.failing_since, e.app_id, e.endpoint limit $6`,
    values: [
      schoolsIn(scope),
      state === undefined ? null : state === 'paused',
      after?.failingSince ?? null,
      after?.appId ?? null,
      after?.endpoint ?? null,
      limit,
    ],
  });
  return rows.map((row) => ({
    schoolId: row.school_id,
    appId: row.app_id,
    appName: row.app_name,
    endpoint: row.endpoint,
    state: row.probe_at ? 'paused' : 'failing',
    failures: row.failures,
    failingSince: row.failing_since,
    probeAt: row.probe_at ?? undefined,
    waiting: Number(row.waiting),
  }));
}
