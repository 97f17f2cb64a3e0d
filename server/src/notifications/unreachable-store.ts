import type { Database, Queryable } from '../db/database.ts';
import { DAY_MS, plusMs } from '../lib/clock.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { Obstacle } from './partner-reach.ts';

/** An endpoint that an app named and that no rule lets us reach. */
export interface UnreachableEndpoint {
  readonly appId: string;
  /** Scheme, host and port. */
  readonly endpoint: string;
  readonly reason: Obstacle;
}

/** At most this many for each app. */
const KEPT_PER_APP = 20;
const KEPT_MS = 30 * DAY_MS;

export async function storeUnreachable(
  db: Database,
  { appId, endpoint, reason }: UnreachableEndpoint,
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    // of two at the same time neither would see the other's, and too many would stay
    await tx.query({
      name: 'lock-app-of-unreachable-endpoints',
      text: 'select from apps where app_id = $1 for no key update',
      values: [appId],
    });
    await tx.query({
      name: 'store-unreachable-endpoint',
      text: `with stored as (
               insert into unreachable_endpoints (app_id, endpoint, reason, seen_at) values ($1, $2, $3, $4)
               on conflict (app_id, endpoint) do update set reason = excluded.reason, seen_at = excluded.seen_at)
             delete from unreachable_endpoints
              where app_id = $1 and endpoint <> $2 and (seen_at < $5 or endpoint in (
                select endpoint from unreachable_endpoints where app_id = $1 and endpoint <> $2
                 order by seen_at desc offset ${KEPT_PER_APP - 1}))`,
      values: [appId, endpoint, reason, now, plusMs(now, -KEPT_MS)],
    });
  });
}

/** What was named in the last thirty days by apps of these schools, the latest first. */
export async function selectUnreachable(
  q: Queryable,
  scope: SchoolScope,
  now: Date,
): Promise<(UnreachableEndpoint & { readonly seenAt: Date })[]> {
  const rows = await q.query<{ app_id: string; endpoint: string; reason: Obstacle; seen_at: Date }>({
    name: 'select-unreachable-endpoints',
    text: `select app_id, endpoint, reason, seen_at from unreachable_endpoints join apps using (app_id)
            where ${inScope('school_id', '$1')} and seen_at >= $2
            order by seen_at desc, endpoint`,
    values: [schoolsIn(scope), plusMs(now, -KEPT_MS)],
  });
  return rows.map((row) => ({
    appId: row.app_id,
    endpoint: row.endpoint,
    reason: row.reason,
    seenAt: row.seen_at,
  }));
}
