import type { ChannelAccount, VerifiedCallback } from '../channels/channel.ts';
import type { Transaction } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';

/** Keeps a verified callback as evidence; a repeat of one that is kept changes nothing. */
export async function insertCallback(
  tx: Transaction,
  vault: Vault,
  account: ChannelAccount,
  callback: VerifiedCallback,
  subjectNo: string,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'insert-callback',
    text: `insert into channel_callbacks
             (channel_account_id, callback_id, kind, subject_no, content_sealed, received_at)
           values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    values: [
      account.channelAccountId,
      callback.callbackId,
      callback.kind,
      subjectNo,
      vault.seal(callbackContext(account.channelAccountId, callback.callbackId), callback.content),
      now,
    ],
  });
}

/** Where the content of a callback is sealed. */
export function callbackContext(channelAccountId: string, callbackId: string): string {
  return `channel_callbacks.content_sealed|${channelAccountId}|${callbackId}`;
}
