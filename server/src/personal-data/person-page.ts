import type { PersonSums } from '@zhixiao/contract/console/people';
import type { Core } from '../core.ts';
import { recordAccesses } from '../directory/access-store.ts';
import { bindingsOf } from '../directory/binding-store.ts';
import type { PersonFound } from '../directory/look-up.ts';
import { findPersonByOpenId } from '../directory/person-store.ts';
import type { InvoiceListed } from '../invoices/invoice-list.ts';
import { selectInvoices } from '../invoices/invoice-search-store.ts';
import { isId } from '../lib/ids.ts';
import { type Page, type PageQuery, pageById, pageOf } from '../lib/page.ts';
import { operatorNames } from '../operators/operator-names.ts';
import type { OrderListed } from '../orders/order-list.ts';
import { selectOrders } from '../orders/order-search-store.ts';
import type { RefundListed } from '../refunds/refund-list.ts';
import { selectRefunds } from '../refunds/refund-search-store.ts';
import { Refusal } from '../refusal.ts';
import { findAll } from './find-held.ts';
import type { Found } from './held-store.ts';
import { findTracesOf, type PersonPayment, selectPaymentsOf, sumOrdersOf } from './person-page-store.ts';

export type { PersonPayment };

type Parts = Pick<Core, 'db' | 'vault'>;

/** Somebody of a school's directory. */
export interface OnePerson {
  readonly schoolId: string;
  readonly openId: string;
}

/** What a person's page says before its lists. */
export interface PersonPage {
  readonly person: PersonFound;
  readonly cardLinkAt: Date | undefined;
  readonly lastImport: { readonly at: Date; readonly byName: string } | undefined;
  readonly sums: PersonSums;
}

/**
 * One person, unmasked. The look-up is recorded before it is answered.
 * @throws Refusal person_not_found
 */
export async function readPerson(
  { db, vault, clock }: Pick<Core, 'db' | 'vault' | 'clock'>,
  account: string,
  { schoolId, openId }: OnePerson,
): Promise<PersonFound> {
  const person = await personOf({ db, vault }, { schoolId, openId });
  const actor = { kind: 'operator', name: account } as const;
  await recordAccesses(db, { schoolId, actor, action: 'find' }, [openId], clock.now());
  return person;
}

/** What is known of a person on one page. @throws Refusal person_not_found */
export async function readPersonPage(
  core: Pick<Core, 'db' | 'vault' | 'clock'>,
  account: string,
  one: OnePerson,
): Promise<PersonPage> {
  const person = await readPerson(core, account, one);
  const { orders, paymentNos } = await foundOf(core, person);
  const [traces, sums] = await Promise.all([
    findTracesOf(core.db, one.schoolId, one.openId),
    sumOrdersOf(core.db, orders, paymentNos, core.clock.now()),
  ]);
  const { at, by } = traces ?? {};
  const names = by === undefined ? undefined : await operatorNames(core, [by]);
  return {
    person,
    cardLinkAt: traces?.cardLinkAt,
    lastImport: at === undefined || by === undefined ? undefined : { at, byName: names?.get(by) ?? by },
    sums,
  };
}

/** The orders for a person and those that the person paid, the newest first. @throws Refusal person_not_found */
export async function listOrdersOf(
  core: Parts,
  one: OnePerson,
  { after, limit }: PageQuery,
): Promise<Page<OrderListed>> {
  const { orders } = await foundById(core, one);
  const before = after !== undefined && isId(after) ? BigInt(after) : undefined;
  const ids = orders.map(({ orderId }) => orderId).toReversed();
  const behind = before === undefined ? ids : ids.filter((orderId) => BigInt(orderId) < before);
  const page = behind.slice(0, limit + 1);
  if (page.length === 0) return { rows: [], next: undefined };
  const conditions = { orderIds: page, person: undefined, behind: undefined };
  const rows = await selectOrders(core.db, core.vault, [one.schoolId], conditions, page.length);
  return pageOf(rows, limit, ({ orderId }) => orderId);
}

/** Money that came in for a person's orders or from the person, the newest first. @throws Refusal person_not_found */
export async function listPaymentsOf(
  core: Parts,
  one: OnePerson,
  query: PageQuery,
): Promise<Page<PersonPayment>> {
  const { paymentNos } = await foundById(core, one);
  return pageById(query, 'paymentNo', (before, limit) =>
    selectPaymentsOf(core.db, paymentNos, before, limit),
  );
}

/** Refunds of the payments that `listPaymentsOf` lists, the newest first. @throws Refusal person_not_found */
export async function listRefundsOf(
  core: Parts,
  one: OnePerson,
  query: PageQuery,
): Promise<Page<RefundListed>> {
  const { orders, paymentNos } = await foundById(core, one);
  // the orders are what an index finds them by
  const found = { orderIds: orders.map(({ orderId }) => orderId), paymentNos };
  return pageById(query, 'refundId', (before, limit) =>
    selectRefunds(core.db, core.vault, [one.schoolId], { ...found, behind: behindOf(before) }, limit),
  );
}

/** Invoices and receipts of the orders for a person, the newest first. @throws Refusal person_not_found */
export async function listInvoicesOf(
  core: Parts,
  one: OnePerson,
  query: PageQuery,
): Promise<Page<InvoiceListed>> {
  const { orders } = await foundById(core, one);
  const orderIds = orders.filter(({ isOwn }) => isOwn).map(({ orderId }) => orderId);
  return pageById(query, 'invoiceNo', (before, limit) =>
    selectInvoices(core.db, [one.schoolId], { orderIds }, behindOf(before), limit),
  );
}

async function personOf({ db, vault }: Parts, { schoolId, openId }: OnePerson): Promise<PersonFound> {
  const person = await findPersonByOpenId(db, vault, schoolId, openId);
  if (!person) throw new Refusal('person_not_found', {});
  const bindings = await bindingsOf(db, vault, schoolId, [openId]);
  return { ...person, bindings: bindings.get(openId) ?? [] };
}

async function foundById(core: Parts, one: OnePerson): Promise<Found> {
  return foundOf(core, await personOf(core, one));
}

function foundOf({ db, vault }: Parts, { schoolId, openId, userNo, userName, bindings }: PersonFound) {
  return findAll(db, vault, { schoolId, openId, userNo, userName, uids: bindings.map(({ uid }) => uid) });
}

function behindOf(id: string | undefined) {
  return id === undefined ? undefined : { id };
}
