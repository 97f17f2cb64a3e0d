import type { Transaction } from '../db/database.ts';
import { filesContext, requestBodyContext } from '../invoices/invoice-row.ts';
import type { Vault } from '../lib/vault.ts';
import { invoiceTermsContext } from '../orders/order-row.ts';
import { IS_UNDER_WAY } from '../timeline/under-way-store.ts';
import type { Looked, Stretch } from './order-parts-store.ts';

interface InvoiceRow {
  readonly app_id: string;
  readonly invoice_no: string;
  readonly order_id: string;
  readonly terms_sealed: Buffer;
  readonly request_body_sealed: Buffer | null;
  readonly files_sealed: Buffer | null;
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
    text: `select i.app_id, invoice_no, i.order_id, terms_sealed, request_body_sealed, files_sealed, i.created_at < $2 as is_old,
                  ${IS_UNDER_WAY} as is_needed
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
    text: `update invoices i set terms_sealed = left_.terms_sealed, request_body_sealed = left_.request_body_sealed,
                  files_sealed = left_.files_sealed
             from unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[])
                  as left_ (app_id, invoice_no, terms_sealed, request_body_sealed, files_sealed)
            where i.app_id = left_.app_id and i.invoice_no = left_.invoice_no`,
    values: [
      erased.map(({ row }) => row.app_id),
      erased.map(({ row }) => row.invoice_no),
      erased.map(({ left }) => left.terms),
      erased.map(({ left }) => left.requestBody),
      erased.map(({ left }) => left.files),
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

/** The sealed values without contacts; undefined when they hold none. */
function withoutContacts(
  vault: Vault,
  { order_id, invoice_no, terms_sealed, request_body_sealed, files_sealed }: InvoiceRow,
): Sealed | undefined {
  let hadAny = false;
  const reseal = <T extends Buffer | null>(aadContext: string, sealed: T): T => {
    if (sealed === null) return sealed;
    const left = blanked(vault.open(aadContext, sealed), '');
    hadAny ||= left.hadAny;
    return vault.seal(aadContext, left.value) as T;
  };
  const left = {
    terms: reseal(invoiceTermsContext(order_id), terms_sealed),
    requestBody: reseal(requestBodyContext(invoice_no), request_body_sealed),
    files: reseal(filesContext(invoice_no), files_sealed),
  };
  return hadAny ? left : undefined;
}

interface Sealed {
  readonly terms: Buffer;
  readonly requestBody: Buffer | null;
  readonly files: Buffer | null;
}

interface Blanked {
  readonly value: unknown;
  readonly hadAny: boolean;
}

/** What providers were sent is JSON as a text, and the address of a receipt's file is such a text behind its scheme. */
const JSON_TEXT = /^([a-z]*:?)(\{.*\})$/s;

/** A value with each text empty that is called as contacts are. */
function blanked(value: unknown, name: string): Blanked {
  if (typeof value === 'string') {
    if (CONTACTS.has(name)) return { value: '', hadAny: value !== '' };
    const [, scheme = '', json] = JSON_TEXT.exec(value) ?? [];
    const inner = json === undefined ? undefined : blanked(parsed(json), '');
    return inner?.hadAny
      ? { value: scheme + JSON.stringify(inner.value), hadAny: true }
      : { value, hadAny: false };
  }
  if (typeof value !== 'object' || value === null) return { value, hadAny: false };
  const members = Object.entries(value).map(([key, member]) => [key, blanked(member, key)] as const);
  const hadAny = members.some(([, member]) => member.hadAny);
  const left = members.map(([key, member]) => [key, member.value] as const);
  return {
    value: Array.isArray(value) ? left.map(([, member]) => member) : Object.fromEntries(left),
    hadAny,
  };
}

/** A text that a person wrote may look like JSON and be none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
