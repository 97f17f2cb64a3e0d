import type { EndpointState } from '@zhixiao/contract/codes/notifications';
import { columns, from } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { count, instant, integer, optional, text } from '../db/fields.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { EndpointListed } from './endpoint.ts';

/** The waiting notifications of a dead endpoint are counted up to this number. */
const WAITING_COUNTED = 1_000;

const LISTED = columns<EndpointListed>()({
  schoolId: text('a.school_id'),
  appName: text('a.name as app_name'),
  ...from('e', {
    appId: text('app_id'),
    endpoint: text('endpoint'),
    failures: integer('failures'),
    failingSince: instant('failing_since'),
    probeAt: optional(instant('probe_at')),
  }),
  state: text(`case when e.probe_at is null then 'failing' else 'paused' end as state`),
  waiting: count(`(select count(*) from (
                     select 1 from notifications n
                      where n.app_id = e.app_id and n.endpoint = e.endpoint and n.next_attempt_at is not null
                      limit ${WAITING_COUNTED}) w) as waiting`),
});

/** The endpoints that have failed since they last answered, the longest first, after the given one. */
export async function selectEndpoints(
  q: Queryable,
  scope: SchoolScope,
  state: EndpointState | undefined,
  after: Pick<EndpointListed, 'failingSince' | 'appId' | 'endpoint'> | undefined,
  limit: number,
): Promise<EndpointListed[]> {
  return LISTED.all(q, {
    name: 'select-endpoints',
    text: `select ${LISTED.selected}
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
}

/** An app's endpoints that are only probed, since they did not answer. */
export async function findPausedEndpoints(q: Queryable, appId: string): Promise<string[]> {
  const rows = await q.query<{ endpoint: string }>({
    name: 'find-paused-endpoints',
    text: 'select endpoint from notification_endpoints where app_id = $1 and probe_at is not null',
    values: [appId],
  });
  return rows.map((row) => row.endpoint);
}
