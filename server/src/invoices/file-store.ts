import { createHash } from 'node:crypto';
import type { Queryable } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import type { InvoiceFile } from './invoice.ts';
import type { InvoiceKey } from './invoice-store.ts';
import type { InvoiceFileKind } from './provider.ts';

const aadContext = ({ invoiceNo }: InvoiceKey, kind: InvoiceFileKind) =>
  `invoice_files.content_sealed|${invoiceNo}|${kind}`;

/** Keeps a document as it was issued; one that is kept already stays. */
export async function insertInvoiceFile(
  q: Queryable,
  vault: Vault,
  key: InvoiceKey,
  { kind, content }: InvoiceFile,
): Promise<void> {
  await q.query({
    name: 'insert-invoice-file',
    text: `insert into invoice_files (app_id, invoice_no, kind, content_sealed, sha256) values ($1, $2, $3, $4, $5)
           on conflict do nothing`,
    values: [
      key.appId,
      key.invoiceNo,
      kind,
      vault.seal(aadContext(key, kind), content.toString('base64')),
      createHash('sha256').update(content).digest(),
    ],
  });
}

export async function findInvoiceFile(
  q: Queryable,
  vault: Vault,
  key: InvoiceKey,
  kind: InvoiceFileKind,
): Promise<InvoiceFile | undefined> {
  const [row] = await q.query<{ content_sealed: Buffer }>({
    name: 'find-invoice-file',
    text: `select content_sealed from invoice_files where app_id = $1 and invoice_no = $2 and kind = $3`,
    values: [key.appId, key.invoiceNo, kind],
  });
  return (
    row && {
      kind,
      content: Buffer.from(vault.open(aadContext(key, kind), row.content_sealed) as string, 'base64'),
    }
  );
}
