import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { reasonText } from '@zhixiao/contract/words/reasons';
import type { BillContent } from '../bill.ts';
import { UnreadableBill } from '../bill-table.ts';
import { readBillFile, type WechatBillOwner } from './bill-file.ts';

/** What a downloaded bill must be. */
export interface WechatBill {
  readonly owner: WechatBillOwner;
  /** Of the file as text, byte order mark and last line end included, not of its gzip; undefined: it was compared. */
  readonly sha1: string | undefined;
}

/** @throws UnreadableBill */
export async function readWechatBill(file: Buffer, { owner, sha1 }: WechatBill): Promise<BillContent> {
  const plain = isGzip(file) ? unpacked(file) : file;
  if (sha1 !== undefined && sha1Of(plain) !== sha1) throw new UnreadableBill(reasonText('bill_digest'));
  return readBillFile(owner, plain);
}

function sha1Of(text: Buffer): string {
  return createHash('sha1').update(text).digest('hex');
}

/** What a file of the largest size may unpack to. */
const MAX_UNPACKED_BYTES = 192 * 1024 * 1024;

function isGzip(file: Buffer): boolean {
  return file[0] === 0x1f && file[1] === 0x8b;
}

function unpacked(file: Buffer): Buffer {
  try {
    return gunzipSync(file, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    throw new UnreadableBill(
      isTooLarge ? reasonText('bill_unpacked_large') : reasonText('bill_not_unpacked'),
      { cause: error },
    );
  }
}
