import type { Queryable } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';

/**
 * Ends a sign-in at a channel, so that its state cannot be used again, in any process: false when it had
 * ended already. It is kept for as long as the state could be tried again.
 */
export async function finishOnce(q: Queryable, vault: Vault, state: string, endsAt: Date): Promise<boolean> {
  const rows = await q.query({
    name: 'finish-sign-in',
    text: `insert into finished_sign_ins (state_hash, ends_at) values ($1, $2)
           on conflict do nothing returning 1`,
    values: [vault.index('finished_sign_ins.state_hash', state), endsAt],
  });
  return rows.length > 0;
}
