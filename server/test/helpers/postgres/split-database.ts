import { findElsewhere, hideElsewhere, lookHereFirst } from '../../../src/installation/split/here.ts';
import { openSplitSession } from '../../../src/installation/split/split-session.ts';

/** A school that another shard has, with an app of the same id. */
export const ELSEWHERE = 'other-shard';

/** Makes a database what it is after a split: every table is seen through a view. For sessions that begin afterwards. */
export async function splitDatabase(url: string): Promise<void> {
  await using session = await openSplitSession(url);
  await session.transaction(async (tx) => {
    await tx.query({
      text: `insert into schools (school_id, name, created_at) values ('${ELSEWHERE}', '${ELSEWHERE}', now());
             insert into apps (app_id, school_id, name, keys_sealed, created_at)
             values ('${ELSEWHERE}', '${ELSEWHERE}', '${ELSEWHERE}', '', now())`,
    });
    await hideElsewhere(tx, await findElsewhere(tx, [ELSEWHERE]));
    await lookHereFirst(tx);
  });
}
