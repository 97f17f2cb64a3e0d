import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { readBillArchive } from './alipay/bill-archive.ts';
import type { AlipayBillOwner } from './alipay/bill-columns.ts';
import { readBillFile as readAlipayFile } from './alipay/bill-file.ts';
import { billReading } from './bill-reading.ts';
import { UnreadableBill } from './bill-table.ts';
import type { BillContent } from './channel.ts';
import { readBillFile as readWechatFile, type WechatBillOwner } from './wechat/bill-file.ts';

/** A downloaded file, and what its bill must be. */
export type BillFile =
  | {
      readonly channel: 'wechat';
      readonly file: Uint8Array;
      readonly owner: WechatBillOwner;
      /** Of the file as text, byte order mark and last line end included, not of its gzip; undefined: it was compared. */
      readonly sha1: string | undefined;
    }
  | { readonly channel: 'alipay'; readonly file: Uint8Array; readonly owner: AlipayBillOwner };

/** What a file says; `blank` when there is nothing in it and no hash that proves that there is nothing. */
export async function readBill(bill: BillFile): Promise<BillContent | 'blank'> {
  const file = Buffer.from(bill.file.buffer, bill.file.byteOffset, bill.file.byteLength);
  if (bill.channel === 'wechat') {
    const plain = isGzip(file) ? unpacked(file) : file;
    if (bill.sha1 !== undefined && sha1Of(plain) !== bill.sha1)
      throw new UnreadableBill('账单文件与摘要不符');
    return readWechatFile(bill.owner, plain);
  }
  const details = await readBillArchive(file);
  if (details.length === 0) return 'blank';
  const reading = billReading();
  for (const detail of details) readAlipayFile(bill.owner, detail, reading);
  return reading.content();
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
    throw new UnreadableBill(isTooLarge ? '账单文件解压后过大' : '账单文件无法解压', { cause: error });
  }
}
