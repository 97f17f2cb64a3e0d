import type { InvoiceRequest } from '@zhixiao/protocol/invoice-fields';
import type { Transaction } from '../db/database.ts';
import { attemptIndexes } from '../directory/attempt-store.ts';
import { uidIndex } from '../directory/person-store.ts';
import { requestBodyContext } from '../invoices/invoice-row.ts';
import type { Vault } from '../lib/vault.ts';
import type { Payer } from '../orders/order.ts';
import { invoiceTermsContext, openPayer } from '../orders/order-row.ts';
import { IS_UNDER_WAY } from '../timeline/under-way-store.ts';
import type { HeldKind } from './held.ts';
import { ATTEMPTS_OF } from './held-store.ts';
import { erasePayersOf, ORDERS, orderColumns } from './payer-uid-store.ts';
import { type OrderOf, type Subject, withoutPerson } from './subject.ts';

/** How many rows of some kinds had something erased. */
export type Erased = Readonly<Partial<Record<HeldKind, number>>>;

/** Deletes everything that the directory has of a person. */
export async function eraseFromDirectory(
  tx: Transaction,
  vault: Vault,
  { schoolId, openId, userNo, uids }: Subject,
): Promise<Erased> {
  const ofPerson = [schoolId, openId ?? null];
  // locked first, so that no payer is bound to the person during the erasure
  const [person] = await tx.query<{ proofs: number }>({
    name: 'lock-person-to-erase',
    text: `select num_nonnulls(id_tail_hash, phone_hash) as proofs from people
            where school_id = $1 and open_id = $2 for update`,
    values: ofPerson,
  });
  const deleted = async (text: string, values: readonly unknown[]) =>
    (await tx.query({ text: `${text} returning 1`, values })).length;
  return {
    // in the order in which a payer is bound and freed
    bindings: await deleted('delete from bindings where school_id = $1 and open_id = $2', ofPerson),
    card_links: await deleted('delete from card_links where school_id = $1 and open_id = $2', ofPerson),
    bind_attempts: await deleted(`delete from bind_attempts where ${ATTEMPTS_OF}`, [
      schoolId,
      userNo === undefined ? null : attemptIndexes(vault, schoolId, userNo),
      uids.map((uid) => uidIndex(vault, schoolId, uid)),
    ]),
    person: await deleted('delete from people where school_id = $1 and open_id = $2', ofPerson),
    proofs: person?.proofs ?? 0,
  };
}

interface LockedOrder {
  readonly app_id: string;
  readonly order_id: string;
  readonly is_own: boolean;
  readonly was_named: boolean;
  readonly payer_sealed: Buffer | null;
  readonly body: string;
  readonly close_note: string | null;
}

/**
 * Takes a person out of those of these orders that nothing is under way for, out of their payments, and out of what was
 * wanted of invoices that were never issued. Numbers, amounts and times stay.
 */
export async function eraseFromOrders(
  tx: Transaction,
  vault: Vault,
  { subject, uidIndexes }: { readonly subject: Subject; readonly uidIndexes: readonly Buffer[] },
  orders: readonly OrderOf[],
): Promise<Erased> {
  const locked = await tx.query<LockedOrder>({
    name: 'lock-orders-to-erase',
    text: `select o.app_id, o.order_id, k.is_own, o.payer_sealed, o.body, o.close_note,
                  num_nonnulls(o.payer_sealed, o.user_no_index, o.invoice_sealed, o.return_url) > 0 as was_named
             from ${ORDERS} join orders o using (app_id, order_id)
            where not ${IS_UNDER_WAY} order by o.order_id for no key update of o`,
    values: orderColumns(orders),
  });
  const rows = locked.map((row): NamedOrder => {
    const payer = openPayer(vault, row.order_id, row.payer_sealed);
    const length = ({ userName = '' }: Payer) => userName.length;
    // the partner may call the person otherwise than the school does; of the longer name nothing is left over
    const called = [payer, subject].toSorted((one, other) => length(other) - length(one));
    return { ...row, hide: (text) => called.reduce(withoutPerson, text) };
  });
  const settled = rows.map(({ app_id: appId, order_id: orderId, is_own: isOwn }) => ({
    appId,
    orderId,
    isOwn,
  }));
  const own = rows.filter(({ is_own }) => is_own);
  await eraseFromOwn(tx, own);
  const { payments, orderIds } = await erasePayersOf(tx, settled, uidIndexes);
  let words = 0;
  // refunds and invoices after their payments, as everywhere
  for (const one of WORDS_OF_OPERATORS) words += await eraseFromWords(tx, own, one);
  // another worker may have been there already
  const named = new Set(own.flatMap(({ order_id, was_named }) => (was_named ? [order_id] : [])));
  const changed = settled.filter(({ orderId }) => named.has(orderId) || orderIds.has(orderId));
  return {
    orders: changed.length,
    payments,
    failed_invoices: await eraseBuyersOfFailed(tx, vault, changed),
    refund_requests: words,
  };
}

interface NamedOrder extends LockedOrder {
  /** A text without the person, by what the order and the directory say of who that is. */
  readonly hide: (text: string) => string;
}

async function eraseFromOwn(tx: Transaction, own: readonly NamedOrder[]): Promise<void> {
  await tx.query({
    name: 'erase-from-orders',
    text: `update orders o
              set payer_sealed = null, user_no_index = null, user_name_index = null, invoice_sealed = null,
                  return_url = null, body = e.body, close_note = e.close_note
             from unnest($1::text[], $2::bigint[], $3::text[], $4::text[]) as e (app_id, order_id, body, close_note)
            where o.app_id = e.app_id and o.order_id = e.order_id`,
    values: [
      own.map(({ app_id }) => app_id),
      own.map(({ order_id }) => order_id),
      own.map(({ body, hide }) => hide(body)),
      own.map(({ close_note, hide }) => close_note && hide(close_note)),
    ],
  });
}

/** Why operators did something, in their own words: of the books, but for whom it names. */
const WORDS_OF_OPERATORS = [
  { table: 'refund_applications', key: 'refund_application_id', columns: ['reason', 'note'] },
  { table: 'refunds', key: 'refund_id', columns: ['dismissal_reason', 'dismissal_reason'] },
  { table: 'invoices', key: 'invoice_no', columns: ['reversal_reason', 'reversal_reason'] },
] as const;

/** Hides the person in such words of these orders; answers in how many of a table there was something to hide. */
async function eraseFromWords(
  tx: Transaction,
  own: readonly NamedOrder[],
  { table, key, columns: [first, second] }: (typeof WORDS_OF_OPERATORS)[number],
): Promise<number> {
  const orders = new Map(own.map((order) => [order.order_id, order]));
  const rows = await tx.query<{
    app_id: string;
    no: string;
    order_id: string;
    first: string | null;
    second: string | null;
  }>({
    name: `words-to-erase-of-${table}`,
    text: `select app_id, ${key} as no, order_id, ${first} as first, ${second} as second
             from unnest($1::text[], $2::bigint[]) as k (app_id, order_id) join ${table} using (app_id, order_id)
            where ${first} is not null or ${second} is not null`,
    values: [own.map(({ app_id }) => app_id), own.map(({ order_id }) => order_id)],
  });
  const changed = rows.flatMap((row) => {
    const hidden = (text: string | null) => text && (orders.get(row.order_id)?.hide(text) ?? text);
    const [first, second] = [hidden(row.first), hidden(row.second)];
    return first === row.first && second === row.second ? [] : [{ ...row, first, second }];
  });
  await tx.query({
    name: `erase-words-of-${table}`,
    text: `update ${table} t set ${first} = e.first${first === second ? '' : `, ${second} = e.second`}
             from unnest($1::text[], $2::bigint[], $3::text[], $4::text[]) as e (app_id, no, first, second)
            where t.app_id = e.app_id and t.${key} = e.no`,
    values: [
      changed.map(({ app_id }) => app_id),
      changed.map(({ no }) => no),
      changed.map((row) => row.first),
      changed.map((row) => row.second),
    ],
  });
  return changed.length;
}

/** Replaces an erased buyer; in a request it would be refused. */
const NO_BUYER: InvoiceRequest = {
  payer_type: 1,
  payer_name: '（已删除）',
  phone: '',
  payer_taxnum: undefined,
  payer_address: undefined,
  payer_bank: undefined,
  piaoju_memo: undefined,
  payer_email: undefined,
};

/** An invoice that was never issued need not be kept. */
async function eraseBuyersOfFailed(
  tx: Transaction,
  vault: Vault,
  orders: readonly OrderOf[],
): Promise<number> {
  const failed = await tx.query<{ app_id: string; invoice_no: string; order_id: string; is_sent: boolean }>({
    name: 'failed-invoices-to-erase',
    text: `select app_id, invoice_no, order_id, request_body_sealed is not null as is_sent
             from ${ORDERS} join invoices using (app_id, order_id) where status = 'failed'`,
    values: orderColumns(orders),
  });
  await tx.query({
    name: 'erase-from-failed-invoices',
    text: `update invoices i set terms_sealed = e.terms, request_body_sealed = e.request, failure = null
             from unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[]) as e (app_id, invoice_no, terms, request)
            where i.app_id = e.app_id and i.invoice_no = e.invoice_no`,
    values: [
      failed.map(({ app_id }) => app_id),
      failed.map(({ invoice_no }) => invoice_no),
      failed.map(({ order_id }) => vault.seal(invoiceTermsContext(order_id), NO_BUYER)),
      failed.map(({ invoice_no, is_sent }) =>
        is_sent ? vault.seal(requestBodyContext(invoice_no), '') : null,
      ),
    ],
  });
  return failed.length;
}
