import type { VerifiedCallback } from '../channels/channel.ts';
import { arrayLiteral } from '../db/array-literal.ts';
import type { Transaction } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';

/** A verified callback with the account it was sent for and the payment or refund that it is about. */
export interface KeptCallback extends Pick<VerifiedCallback, 'callbackId' | 'kind' | 'content'> {
  readonly channelAccountId: string;
  readonly subjectNo: string;
}

/**
 * Keeps verified callbacks as evidence; a repeat of one that is kept changes nothing. After the locks of rows: the insert
 * waits for whoever is inserting the same, who has locked what it is about.
 */
export function insertCallbacks(
  tx: Transaction,
  vault: Vault,
  callbacks: readonly KeptCallback[],
  now: Date,
): void {
  if (callbacks.length === 0) return;
  tx.send({
    name: 'insert-callbacks',
    text: `insert into channel_callbacks
             (channel_account_id, callback_id, kind, subject_no, content_sealed, received_at)
           select *, $6::timestamptz from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bytea[])
           on conflict do nothing`,
    values: [
      callbacks.map(({ channelAccountId }) => channelAccountId),
      callbacks.map(({ callbackId }) => callbackId),
      callbacks.map(({ kind }) => kind),
      callbacks.map(({ subjectNo }) => subjectNo),
      arrayLiteral(
        callbacks.map(({ channelAccountId, callbackId, content }) =>
          vault.seal(callbackContext(channelAccountId, callbackId), content),
        ),
      ),
      now,
    ],
  });
}

/** Where the content of a callback is sealed. */
export function callbackContext(channelAccountId: string, callbackId: string): string {
  return `channel_callbacks.content_sealed|${channelAccountId}|${callbackId}`;
}
