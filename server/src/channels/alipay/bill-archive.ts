import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { reasonText } from '@zhixiao/contract/words/reasons';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { linesOf } from '../bill-lines.ts';
import { UnreadableBill } from '../bill-table.ts';
import { isDetailHeader } from './bill-columns.ts';

/**
 * The detail files of a bill's zip, none when there is nothing in it at all. Names are GBK without a word about it and
 * the summary may come first: a file is known by how it begins. A file that is no zip may be the details themselves.
 * @throws UnreadableBill
 */
export async function readBillArchive(file: Buffer): Promise<Buffer[]> {
  if (!isZip(file)) {
    if (isBlank(file)) return [];
    if (isDetail(file)) return [file];
    throw new UnreadableBill(reasonText('bill_not_archive'));
  }
  const entries = await readEntries(file);
  if (entries.every(isBlank)) return [];
  const details = entries.filter(isDetail);
  if (details.length === 0) throw new UnreadableBill(reasonText('bill_no_details'));
  return details;
}

const MAX_BYTES = 192 * 1024 * 1024;
const MAX_FILES = 100;

async function readEntries(zip: Buffer): Promise<Buffer[]> {
  const entries: Buffer[] = [];
  let bytes = 0;
  try {
    const archive = await fromBufferPromise(zip, { lazyEntries: true, decodeStrings: false });
    for await (const entry of archive.eachEntry()) {
      bytes += entry.uncompressedSize;
      if (bytes > MAX_BYTES || entries.length >= MAX_FILES)
        throw new UnreadableBill(reasonText('bill_large'));
      entries.push(await readEntry(archive, entry));
    }
  } catch (error) {
    if (error instanceof UnreadableBill) throw error;
    throw new UnreadableBill(reasonText('bill_archive'), { cause: error });
  }
  return entries;
}

/** What it says of its size is checked while it is unpacked. */
async function readEntry(archive: ZipFile, entry: Entry): Promise<Buffer> {
  const content = await buffer(await archive.openReadStreamPromise(entry));
  if (crc32(content) !== entry.crc32) throw new UnreadableBill(reasonText('bill_archive_damaged'));
  return content;
}

function isZip(file: Buffer): boolean {
  return file[0] === 0x50 && file[1] === 0x4b;
}

function isBlank(file: Buffer): boolean {
  return linesOf(file.subarray(0, 1_000)).next().done === true;
}

/** By its title, or by the names of its columns. */
function isDetail(file: Buffer): boolean {
  let seen = 0;
  for (const { text } of linesOf(file)) {
    const bare = text.replace(/^[\s"\uFEFF]+/, '');
    if (/^#\s*支付宝(业务|账务)明细/.test(bare) || isDetailHeader(bare.split(/[,，]/))) return true;
    seen += 1;
    if (seen >= 20) return false;
  }
  return false;
}
