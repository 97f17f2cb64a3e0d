import type { Queryable } from '../db/database.ts';

/** Keeps when an app last spoke a version; an older time never replaces a newer one. */
export async function storeVersionSeen(
  q: Queryable,
  appId: string,
  version: 1 | 2,
  now: Date,
): Promise<void> {
  await q.query({
    name: 'store-version-seen',
    text: `insert into versions_seen (app_id, version, seen_at) values ($1, $2, $3)
           on conflict (app_id, version) do update set seen_at = excluded.seen_at
            where versions_seen.seen_at < excluded.seen_at`,
    values: [appId, version, now],
  });
}
