import { HELD_KIND_NAMES } from '@zhixiao/contract/words/personal-data';
import type { Audited, Core } from '../core.ts';
import { recordAccesses } from '../directory/access-store.ts';
import { findFetchedLink } from '../directory/card-store.ts';
import { findPersonByNumber } from '../directory/person-store.ts';
import { HOUR_MS, plusMs } from '../lib/clock.ts';
import type { Column } from '../lib/export/column.ts';
import type { Export } from '../lib/export/export.ts';
import { type SheetList, sheetListOf, workbookOf } from '../lib/export/xlsx.ts';
import { isId } from '../lib/ids.ts';
import { maskNumber } from '../lib/mask.ts';
import type { Operator } from '../operators/operator.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import {
  accessesHeld,
  attemptsHeld,
  auditHeld,
  bindingsHeld,
  consentsHeld,
  personTimes,
} from './directory-export-store.ts';
import * as columns from './export-columns.ts';
import {
  billRowsHeld,
  callbacksHeld,
  invoicesHeld,
  notificationsHeld,
  ordersHeld,
  paymentsHeld,
  refundApplicationsHeld,
  refundsHeld,
} from './export-store.ts';
import { findAll, findSubject, refuseNobody } from './find-held.ts';
import type { HeldKind } from './held.ts';
import { countHeld, type Found } from './held-store.ts';
import { payersOf } from './payer-uid-store.ts';
import { talliesOf } from './request.ts';
import { findRequests, findRunning, finishRequest, insertRequest } from './request-store.ts';
import { maskedSubject, type PersonSought, withoutPerson } from './subject.ts';

type Parts = Pick<Core, 'db' | 'vault' | 'clock'>;

/** So long the file can be fetched. */
const FETCHED_WITHIN_MS = HOUR_MS;

/**
 * Records the request for a file with everything about a person: the receipt whose number fetches the file.
 * @throws Refusal person_data_not_found
 */
export async function requestExport(
  { db, vault, clock, audit }: Parts & Audited,
  { account }: Pick<Operator, 'account'>,
  { requestId, reason, ...sought }: PersonSought & { readonly requestId: string; readonly reason: string },
): Promise<void> {
  const subject = await findSubject({ db, vault }, sought);
  const held = await countHeld(db, vault, await findAll(db, vault, subject));
  refuseNobody(held);
  const askedAt = clock.now();
  const request = {
    requestId,
    schoolId: subject.schoolId,
    kind: 'export',
    person: maskedSubject(subject),
    askedBy: account,
    askedAt,
    reason: withoutPerson(reason, subject),
    counts: talliesOf(held),
    subject,
  } as const;
  await db.transaction(async (tx) => {
    await insertRequest(tx, vault, request, plusMs(askedAt, FETCHED_WITHIN_MS));
    await audit.record(tx);
  });
}

/**
 * The file, written while it is sent. The request is done before its first byte leaves: of several who fetch it at once
 * one is given the file, and one that was cut off is asked for anew.
 * @throws Refusal data_request_not_found unless `operator` asked for it within the hour
 */
export async function exportPerson(
  { db, vault, clock, audit }: Parts & Audited,
  scope: SchoolScope,
  { account }: Pick<Operator, 'account'>,
  requestId: string,
): Promise<Export> {
  const request = isId(requestId) ? await findRunning(db, vault, scope, requestId) : undefined;
  if (request?.kind !== 'export' || request.askedBy !== account) {
    throw new Refusal('data_request_not_found', {});
  }
  const { subject } = request;
  const actor = { kind: 'operator', name: account } as const;
  const { schoolId, openId } = subject;
  const found = await findAll(db, vault, subject);
  const kinds = new Set((await countHeld(db, vault, found)).map(({ kind }) => kind));
  await db.transaction(async (tx) => {
    const now = clock.now();
    if (!(await finishRequest(tx, requestId, 'done', now))) throw new Refusal('data_request_not_found', {});
    if (openId !== undefined) {
      await recordAccesses(tx, { schoolId, actor, action: 'export' }, [openId], now);
    }
    await audit.record(tx);
  });
  return {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    fileName: `个人信息_${request.person}.xlsx`.replaceAll('*', '_'),
    body: workbookOf(sheetsOf({ db, vault }, found, kinds)),
  };
}

/** A sheet for each kind of which there is something. */
function sheetsOf(
  parts: Pick<Core, 'db' | 'vault'>,
  found: Found,
  kinds: ReadonlySet<HeldKind>,
): SheetList[] {
  const { db, vault } = parts;
  const { subject, orders, paymentNos, personIndex } = found;
  const sheet = <Row>(kind: HeldKind, of: readonly Column<Row>[], rows: () => AsyncIterable<Row>) =>
    kinds.has(kind) ? [sheetListOf(HELD_KIND_NAMES.zh[kind], rows(), of)] : [];
  const ofOrders = <Row>(read: (some: typeof orders) => Promise<readonly Row[]>) => inParts(orders, read);
  const ofPayments = <Row>(read: (some: typeof paymentNos) => Promise<readonly Row[]>) =>
    inParts(paymentNos, read);
  return [
    ...sheet('person', columns.PERSON_COLUMNS, () => once(() => personHeld(parts, found))),
    ...sheet('bindings', columns.BINDING_COLUMNS, () => once(() => bindingsHeld(db, vault, subject))),
    ...sheet('card_links', columns.CARD_COLUMNS, () => once(() => cardHeld(parts, found))),
    ...sheet('bind_attempts', columns.ATTEMPT_COLUMNS, () => once(() => attemptsHeld(db, vault, subject))),
    ...sheet('orders', columns.ORDER_COLUMNS, () => ofOrders((some) => ordersHeld(db, vault, some))),
    ...sheet('payments', columns.PAYMENT_COLUMNS, () =>
      ofPayments((some) => paymentEntries(parts, found, some)),
    ),
    ...sheet('refunds', columns.REFUND_COLUMNS, () =>
      ofOrders((some) => refundsHeld(db, { orders: some, paymentNos })),
    ),
    ...sheet('refund_requests', columns.REFUND_APPLICATION_COLUMNS, () =>
      ofOrders((some) => refundApplicationsHeld(db, { orders: some, paymentNos })),
    ),
    ...sheet('notifications', columns.NOTIFICATION_COLUMNS, () =>
      ofOrders((some) => notificationsHeld(db, some)),
    ),
    ...sheet(kinds.has('invoices') ? 'invoices' : 'failed_invoices', columns.INVOICE_COLUMNS, () =>
      ofOrders((some) => invoicesHeld(db, vault, some)),
    ),
    ...sheet('callbacks', columns.CALLBACK_COLUMNS, () =>
      ofPayments((some) => callbackEntries(parts, found, some)),
    ),
    ...sheet('bill_rows', columns.BILL_ROW_COLUMNS, () => once(() => billRowsHeld(db, subject, paymentNos))),
    ...sheet('consents', columns.CONSENT_COLUMNS, () => once(() => consentsHeld(db, vault, found))),
    ...sheet('accesses', columns.ACCESS_COLUMNS, () => everyAccess(parts, found)),
    ...sheet('audit_entries', columns.AUDIT_COLUMNS, () => once(() => auditHeld(db, subject))),
    ...sheet('requests', columns.OWN_REQUEST_COLUMNS, () =>
      once(() => findRequests(db, [subject.schoolId], { personIndex }, undefined, REQUESTS_AT_MOST)),
    ),
  ];
}

const REQUESTS_AT_MOST = 1_000;
const A_PART = 200;

async function* once<Row>(read: () => Promise<readonly Row[]>): AsyncGenerator<Row> {
  yield* await read();
}

async function* inParts<Key, Row>(
  keys: readonly Key[],
  read: (some: readonly Key[]) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  for (let at = 0; at < keys.length; at += A_PART) yield* await read(keys.slice(at, at + A_PART));
}

async function personHeld(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  { subject }: Found,
): Promise<columns.PersonHeld[]> {
  const person = await findPersonByNumber(db, vault, subject.schoolId, subject.userNo ?? '');
  const times = await personTimes(db, subject);
  if (!person || !times) return [];
  const [hasIdTail, hasPhone] = [person.idTailHash !== undefined, person.phoneHash !== undefined];
  return [{ ...person, ...times, hasIdTail, hasPhone }];
}

async function cardHeld({ db, vault }: Pick<Core, 'db' | 'vault'>, { subject }: Found) {
  const { schoolId, openId = '' } = subject;
  const link = await findFetchedLink(db, vault, { schoolId, openId });
  return link ? [link] : [];
}

/** The payer's uid is exported in full if it is bound to the person; any other may belong to somebody else. */
async function paymentEntries(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  { subject }: Found,
  some: readonly string[],
) {
  const payers = await payersOf(db, vault, some);
  return (await paymentsHeld(db, some)).map((payment) => {
    const uid = payers.get(payment.paymentNo);
    const isOwn = uid !== undefined && subject.uids.includes(uid);
    return { ...payment, payer: uid === undefined || isOwn ? uid : maskNumber(uid) };
  });
}

async function callbackEntries(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  { subject }: Found,
  some: readonly string[],
) {
  const payers = await payersOf(db, vault, some);
  return (await callbacksHeld(db, vault, some)).map((callback) => {
    const isOwn = subject.uids.includes(payers.get(callback.paymentNo) ?? '');
    return { ...callback, content: isOwn ? callback.content : undefined };
  });
}

async function* everyAccess({ db }: Pick<Core, 'db'>, { subject }: Found) {
  for (let after = '0'; ; ) {
    const some = await accessesHeld(db, subject, after, A_PART);
    yield* some;
    const last = some.at(-1);
    if (!last) return;
    after = last.accessId;
  }
}
