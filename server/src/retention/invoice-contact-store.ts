import type { Transaction } from '../db/database.ts';
import { requestPlace } from '../invoices/invoice-row.ts';
import type { Vault } from '../lib/vault.ts';
import { invoiceTermsPlace } from '../orders/order-store.ts';
import { type Looked, ORDER_IS_NEEDED, type Stretch } from './order-parts-store.ts';

interface InvoiceRow {
  readonly app_id: string;
  readonly invoice_no: string;
  readonly order_id: string;
  readonly terms_sealed: Buffer;
  readonly request_sealed: Buffer | null;
  readonly is_old: boolean;
  readonly is_needed: boolean;
}

/**
 * Looks through the next invoices asked for before an instant, in the order of their numbers, and erases how their buyers were
 * reached. What stands on a document (title, tax number, amount) stays: it is a voucher.
 */
export async function eraseInvoiceContacts(
  tx: Transaction,
  vault: Vault,
  { after, before, limit }: Stretch,
): Promise<Looked> {
  const rows = await tx.query<InvoiceRow>({
    name: 'look-at-invoice-contacts',
    text: `select i.app_id, invoice_no, i.order_id, terms_sealed, request_sealed, i.created_at < $2 as is_old,
                  ${ORDER_IS_NEEDED} as is_needed
             from invoices i join orders o on o.app_id = i.app_id and o.order_id = i.order_id
            where invoice_no > $1 and invoice_no < first_id_at($2) order by invoice_no limit $3
              for no key update of i`,
    values: [after, before, limit],
  });
  const reachable = rows
    .filter((row) => row.is_old)
    .flatMap((row) => {
      const left = withoutContacts(vault, row);
      return left === undefined ? [] : [{ row, left }];
    });
  const kept = reachable.filter(({ row }) => row.is_needed);
  const erased = reachable.filter(({ row }) => !row.is_needed);
  await tx.query({
    name: 'erase-invoice-contacts',
    text: `update invoices i set terms_sealed = left_.terms_sealed, request_sealed = left_.request_sealed
             from unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[])
                  as left_ (app_id, invoice_no, terms_sealed, request_sealed)
            where i.app_id = left_.app_id and i.invoice_no = left_.invoice_no`,
    values: [
      erased.map(({ row }) => row.app_id),
      erased.map(({ row }) => row.invoice_no),
      erased.map(({ left }) => left.terms),
      erased.map(({ left }) => left.request),
    ],
  });
  return {
    looked: rows.length,
    last: rows.at(-1)?.invoice_no,
    erased: erased.length,
    kept: kept.length,
    firstKept: kept[0]?.row.invoice_no,
  };
}

/** As an invoice's terms, our receipts and 诺诺's requests call them. */
const CONTACTS = new Set(['phone', 'payer_email', 'email', 'buyerPhone']);

/** Both sealed values without contacts; undefined when they hold none. */
function withoutContacts(
  vault: Vault,
  row: InvoiceRow,
): { readonly terms: Buffer; readonly request: Buffer | null } | undefined {
  const termsPlace = invoiceTermsPlace(row.order_id);
  const terms = blanked(vault.open(termsPlace, row.terms_sealed));
  const place = requestPlace(row.invoice_no);
  const request = row.request_sealed && blankedText(vault.open(place, row.request_sealed) as string);
  if (!terms.hadAny && !request?.hadAny) return undefined;
  return {
    terms: vault.seal(termsPlace, terms.value),
    request: request && vault.seal(place, request.value),
  };
}

interface Blanked<T> {
  readonly value: T;
  readonly hadAny: boolean;
}

/** A request is JSON as text. */
function blankedText(text: string): Blanked<string> {
  const { value, hadAny } = blanked(JSON.parse(text));
  return { value: JSON.stringify(value), hadAny };
}

function blanked(whole: unknown): Blanked<unknown> {
  let hadAny = false;
  const blank = (value: unknown, name: string): unknown => {
    if (typeof value === 'string' && CONTACTS.has(name) && value !== '') {
      hadAny = true;
      return '';
    }
    if (Array.isArray(value)) return value.map((each) => blank(each, ''));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, blank(member, key)]));
  };
  return { value: blank(whole, ''), hadAny };
}
