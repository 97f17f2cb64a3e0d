import type { Field } from '../db/columns.ts';
import { bytes, made, optional, text } from '../db/fields.ts';
import type { Vault } from '../lib/vault.ts';

/** A payer's uid as a row stores it: sealed, and found by its blind index; both null without a payer. */
export interface SealedUid {
  readonly sealed: Buffer | null;
  readonly index: Buffer | null;
}

/** The columns that hold payers' uids. */
export type UidColumn = 'orders.openid_sealed' | 'payments.openid_sealed' | 'payments.payer_uid_sealed';

/**
 * The blind index, 32 bytes, by which all that an app has of a payer is found: his WeChat openid or Alipay user id. It
 * is the same in every column, and another in every app, so that a database alone does not tell a payer of two schools.
 */
export function payerIndex(vault: Vault, appId: string, uid: string): Buffer {
  return vault.index(`payers.uid_index|${appId}`, uid);
}

/** Where a uid is sealed: in its column of the order or payment with this number. */
function payerUidContext(column: UidColumn, no: string): string {
  return `${column}|${no}`;
}

/** @param no the number of the order or payment */
export function sealPayerUid(
  vault: Vault,
  column: UidColumn,
  { appId, no }: { readonly appId: string; readonly no: string },
  uid: string | null | undefined,
): SealedUid {
  // channels may leave a payer unnamed
  if (!uid) return { sealed: null, index: null };
  return { sealed: vault.seal(payerUidContext(column, no), uid), index: payerIndex(vault, appId, uid) };
}

/** @param plain as earlier releases stored it, until it is sealed; undefined: no payer */
export function openPayerUid(
  vault: Vault,
  column: UidColumn,
  no: string,
  { sealed, plain }: { readonly sealed: Buffer | null; readonly plain: string | null },
): string | undefined {
  if (sealed) return String(vault.open(payerUidContext(column, no), sealed));
  return plain || undefined;
}

/** A payer's uid in a row: sealed in this column, with its blind index beside it. */
export function payerUid<Item>(
  column: UidColumn,
  noOf: (item: Item) => string,
): Field<string | undefined, Item & { readonly appId: string }, Vault> {
  const [, sealedName = ''] = column.split('.');
  const name = sealedName.replace(/_sealed$/, '');
  return made(
    { sealed: optional(bytes(sealedName)), plain: optional(text(name)) },
    ({ sealed, plain }, item, vault) =>
      openPayerUid(vault, column, noOf(item), { sealed: sealed ?? null, plain: plain ?? null }),
    [
      {
        column: sealedName,
        type: 'bytea',
        // channels may leave a payer unnamed
        write: (uid, item, vault) => (uid ? vault.seal(payerUidContext(column, noOf(item)), uid) : null),
      },
      {
        column: `${name}_index`,
        type: 'bytea',
        write: (uid, { appId }, vault) => (uid ? payerIndex(vault, appId, uid) : null),
      },
    ],
  );
}
