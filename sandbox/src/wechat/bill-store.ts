import type { Store } from '../store.ts';
import type { Discrepancy } from './bill-discrepancies.ts';

/** A discrepancy in the bills of one merchant for one day. */
export interface PlacedDiscrepancy {
  readonly mchid: string;
  readonly billDate: string;
  readonly discrepancy: Discrepancy;
}

/** A bill that can be fetched for a while. */
export interface BillFile {
  readonly token: string;
  readonly mchid: string;
  /** As it goes over the wire, compressed or not. */
  readonly content: Buffer;
  readonly expiresAt: number;
}

export function insertDiscrepancy(store: Store, { mchid, billDate, discrepancy }: PlacedDiscrepancy): void {
  store
    .prepare('insert into wechat_bill_discrepancies (mchid, bill_date, discrepancy) values (?, ?, ?)')
    .run(mchid, billDate, JSON.stringify(discrepancy));
}

export function discrepanciesOf(store: Store, mchid: string, billDate: string): Discrepancy[] {
  return allDiscrepancies(store)
    .filter((placed) => placed.mchid === mchid && placed.billDate === billDate)
    .map(({ discrepancy }) => discrepancy);
}

export function allDiscrepancies(store: Store): PlacedDiscrepancy[] {
  return store
    .prepare('select * from wechat_bill_discrepancies order by id')
    .all()
    .map((row) => ({
      mchid: String(row.mchid),
      billDate: String(row.bill_date),
      discrepancy: JSON.parse(String(row.discrepancy)) as Discrepancy,
    }));
}

export function deleteDiscrepancies(store: Store): void {
  store.exec('delete from wechat_bill_discrepancies');
}

/** Stores a file, and deletes expired ones. */
export function insertBillFile(store: Store, file: BillFile, now: number): void {
  store.prepare('delete from wechat_bill_files where expires_at <= ?').run(now);
  store
    .prepare('insert into wechat_bill_files (token, mchid, content, expires_at) values (?, ?, ?, ?)')
    .run(file.token, file.mchid, file.content, file.expiresAt);
}

export function findBillFile(store: Store, token: string): BillFile | undefined {
  const row = store.prepare('select * from wechat_bill_files where token = ?').get(token);
  return (
    row && {
      token,
      mchid: String(row.mchid),
      content: Buffer.from(row.content as Uint8Array),
      expiresAt: Number(row.expires_at),
    }
  );
}
