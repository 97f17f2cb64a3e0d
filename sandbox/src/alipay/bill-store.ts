import type { Store } from '../store.ts';
import type { Discrepancy } from './bill-discrepancies.ts';

/** A discrepancy in the bills of one merchant for one day. */
export interface PlacedDiscrepancy {
  readonly sellerId: string;
  readonly billDate: string;
  readonly discrepancy: Discrepancy;
}

export function insertDiscrepancy(
  store: Store,
  { sellerId, billDate, discrepancy }: PlacedDiscrepancy,
): void {
  store
    .prepare('insert into alipay_bill_discrepancies (seller_id, bill_date, discrepancy) values (?, ?, ?)')
    .run(sellerId, billDate, JSON.stringify(discrepancy));
}

export function allDiscrepancies(store: Store): PlacedDiscrepancy[] {
  return store
    .prepare('select * from alipay_bill_discrepancies order by id')
    .all()
    .map((row) => ({
      sellerId: String(row.seller_id),
      billDate: String(row.bill_date),
      discrepancy: JSON.parse(String(row.discrepancy)) as Discrepancy,
    }));
}

export function discrepanciesOf(store: Store, sellerId: string, billDate: string): Discrepancy[] {
  return allDiscrepancies(store)
    .filter((placed) => placed.sellerId === sellerId && placed.billDate === billDate)
    .map(({ discrepancy }) => discrepancy);
}

export function deleteDiscrepancies(store: Store): void {
  store.exec('delete from alipay_bill_discrepancies');
}

/** Keeps an archive that can be fetched until `expiresAt`, and deletes expired ones. */
export function insertBillFile(
  store: Store,
  file: { readonly token: string; readonly content: Buffer; readonly expiresAt: number },
  now: number,
): void {
  store.prepare('delete from alipay_bill_files where expires_at <= ?').run(now);
  store
    .prepare('insert into alipay_bill_files (token, content, expires_at) values (?, ?, ?)')
    .run(file.token, file.content, file.expiresAt);
}

/** An archive whose time is not over. */
export function findBillFile(store: Store, token: string, now: number): Buffer | undefined {
  const row = store
    .prepare('select content from alipay_bill_files where token = ? and expires_at > ?')
    .get(token, now);
  return row && Buffer.from(row.content as Uint8Array);
}
