import type { Queryable } from '../db/database.ts';

/** Uses a nonce up; false when it was used before. */
export async function useNonce(
  q: Queryable,
  appId: string,
  nonce: string,
  expiresAt: Date,
): Promise<boolean> {
  const rows = await q.query({
    name: 'use-nonce',
    text: `insert into request_nonces (app_id, nonce, expires_at) values ($1, $2, $3)
           on conflict do nothing returning 1`,
    values: [appId, nonce, expiresAt],
  });
  return rows.length === 1;
}
