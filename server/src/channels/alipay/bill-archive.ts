import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { UnreadableBill } from '../bill-table.ts';

/**
 * The detail files of a bill's zip, as text. Names are GBK without a word about it and the summary may come
 * first: a file is known by its first line.
 * @throws UnreadableBill
 */
export async function readBillArchive(zip: Buffer): Promise<string[]> {
  const details: string[] = [];
  let bytes = 0;
  try {
    const archive = await fromBufferPromise(zip, { lazyEntries: true, decodeStrings: false });
    for await (const entry of archive.eachEntry()) {
      bytes += entry.uncompressedSize;
      if (bytes > MAX_BYTES) throw new UnreadableBill('账单文件过大');
      const text = new TextDecoder('gb18030', { fatal: true }).decode(await readEntry(archive, entry));
      if (text.startsWith(DETAIL_TITLE)) details.push(text);
    }
  } catch (error) {
    if (error instanceof UnreadableBill) throw error;
    throw new UnreadableBill('账单压缩包无法读取', { cause: error });
  }
  if (details.length === 0) throw new UnreadableBill('账单压缩包里没有业务明细');
  return details;
}

const DETAIL_TITLE = '#支付宝业务明细查询';
const MAX_BYTES = 384 * 1024 * 1024;

async function readEntry(archive: ZipFile, entry: Entry): Promise<Buffer> {
  const content = await buffer(await archive.openReadStreamPromise(entry));
  if (crc32(content) !== entry.crc32) throw new UnreadableBill('账单压缩包已损坏');
  return content;
}
