import type { BillContent } from '../bill.ts';
import { billReading } from '../bill-reading.ts';
import { readBillArchive } from './bill-archive.ts';
import type { AlipayBillOwner } from './bill-columns.ts';
import { readBillFile } from './bill-file.ts';

/** What a downloaded bill must be. */
export interface AlipayBill {
  readonly owner: AlipayBillOwner;
}

/** `blank` when there is nothing in the archive, which has no hash that proves that there is nothing. @throws UnreadableBill */
export async function readAlipayBill(file: Buffer, { owner }: AlipayBill): Promise<BillContent | 'blank'> {
  const details = await readBillArchive(file);
  if (details.length === 0) return 'blank';
  const reading = billReading();
  for (const detail of details) readBillFile(owner, detail, reading);
  return reading.content();
}
