import type { Queryable } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';

/**
 * Ends a sign-in at a channel, so that its state serves nobody a second time, in whichever process: false when it had
 * ended already. Those that are too old for a second try anyway are forgotten.
 */
export async function finishOnce(
  q: Queryable,
  vault: Vault,
  state: string,
  { now, endsAt }: { readonly now: Date; readonly endsAt: Date },
): Promise<boolean> {
  await q.query({
    name: 'forget-finished-sign-ins',
    text: 'delete from finished_sign_ins where ends_at <= $1',
    values: [now],
  });
  const rows = await q.query({
    name: 'finish-sign-in',
    text: `insert into finished_sign_ins (state_hash, ends_at) values ($1, $2)
           on conflict do nothing returning 1`,
    values: [vault.index('finished_sign_ins.state_hash', state), endsAt],
  });
  return rows.length > 0;
}
