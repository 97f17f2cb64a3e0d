import type { Queryable } from '../db/database.ts';
import { attemptIndexes } from '../directory/attempt-store.ts';
import { uidIndex } from '../directory/person-store.ts';
import type { Vault } from '../lib/vault.ts';
import { UNDER_WAY, type UnderWay } from '../timeline/under-way-store.ts';
import type { Held, HeldKind } from './held.ts';
import { ORDERS, orderColumns } from './payer-uid-store.ts';
import type { OrderOf, Subject } from './subject.ts';

/** What the counts of one person's data start from. */
export interface Found {
  readonly subject: Subject;
  readonly orders: readonly OrderOf[];
  readonly paymentNos: readonly string[];
  readonly personIndex: Buffer;
}

interface Count {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** How many of each kind there are; kinds of which there is nothing are left out. */
export async function countHeld(q: Queryable, vault: Vault, found: Found): Promise<Held[]> {
  const held: Held[] = [];
  for (const [kind, { text, values }] of [
    ...inDirectory(vault, found),
    ...inBooks(found),
    ...inLogs(vault, found),
  ]) {
    const [row] = await q.query<{ count: number; first: Date | null; last: Date | null }>({
      text: `select count(*)::int as count, min(at) as first, max(at) as last from (${text}) as one (at)`,
      values,
    });
    if (!row || row.count === 0) continue;
    held.push({ kind, count: row.count, from: row.first ?? undefined, to: row.last ?? undefined });
  }
  return held;
}

type Counts = readonly (readonly [HeldKind, Count])[];

function inDirectory(vault: Vault, { subject }: Found): Counts {
  const { schoolId, userNo, openId, uids } = subject;
  const ofPerson = [schoolId, openId ?? null];
  const tries = [
    schoolId,
    userNo === undefined ? null : attemptIndexes(vault, schoolId, userNo),
    uids.map((uid) => uidIndex(vault, schoolId, uid)),
  ];
  return [
    ['person', { text: `select created_at from people where ${OF_PERSON}`, values: ofPerson }],
    [
      'proofs',
      {
        text: `select updated_at from people, unnest(array[id_tail_hash, phone_hash]) as proof
                where ${OF_PERSON} and proof is not null`,
        values: ofPerson,
      },
    ],
    ['bindings', { text: `select bound_at from bindings where ${OF_PERSON}`, values: ofPerson }],
    ['card_links', { text: `select fetched_at from card_links where ${OF_PERSON}`, values: ofPerson }],
    ['bind_attempts', { text: `select attempted_at from bind_attempts where ${ATTEMPTS_OF}`, values: tries }],
  ];
}

const OF_PERSON = 'school_id = $1 and open_id = $2';

/** The tries to bind to the person, or with one of the person's uids: school, indexes of the number, indexes of the uids. */
export const ATTEMPTS_OF =
  'school_id = $1 and (user_no_index = any ($2::bytea[]) or uid_index = any ($3::bytea[]))';

function inBooks({ subject, orders, paymentNos }: Found): Counts {
  const ofOrders = orderColumns(orders);
  const ofPayments = [paymentNos];
  const refundsOf = 'select refund_id, created_at from refunds where payment_no = any ($1::bigint[])';
  return [
    [
      'orders',
      { text: `select created_at from ${ORDERS} join orders using (app_id, order_id)`, values: ofOrders },
    ],
    [
      'payments',
      {
        text: 'select created_at from payments where payment_no = any ($1::bigint[])',
        values: ofPayments,
      },
    ],
    ['failed_invoices', { text: `${INVOICES} and status = 'failed'`, values: ofOrders }],
    [
      'refund_requests',
      {
        text: `select requested_at from ${ORDERS} join refund_applications r using (app_id, order_id)
                where k.is_own or r.payment_no = any ($4::bigint[])`,
        values: [...ofOrders, paymentNos],
      },
    ],
    [
      'refunds',
      {
        text: `select created_at from ${ORDERS} join refunds r using (app_id, order_id)
                where r.payment_no = any ($4::bigint[])`,
        values: [...ofOrders, paymentNos],
      },
    ],
    [
      'notifications',
      {
        text: `select created_at from ${ORDERS} join notifications using (app_id, order_id)`,
        values: ofOrders,
      },
    ],
    ['invoices', { text: `${INVOICES} and status <> 'failed'`, values: ofOrders }],
    [
      'callbacks',
      {
        text: `select received_at from channel_callbacks
                where kind = 'payment' and subject_no = any ($1::bigint[])
               union all
               select received_at from channel_callbacks c join (${refundsOf}) r on c.subject_no = r.refund_id
                where kind = 'refund'`,
        values: ofPayments,
      },
    ],
    [
      'bill_rows',
      {
        text: `select happened_at from (${BILL_ROWS_OF}) as line`,
        values: [subject.schoolId, paymentNos],
      },
    ],
  ];
}

const INVOICES = `select created_at from ${ORDERS} join invoices using (app_id, order_id) where k.is_own is not null`;

/** Lines of bills about payments and their refunds: school, numbers of the payments. */
export const BILL_ROWS_OF = `select * from bill_rows
   where school_id = $1 and kind = 'payment' and our_payment_no = any ($2::bigint[])
  union
  select b.* from refunds r join bill_rows b on b.our_refund_id = r.refund_id and b.kind = 'refund'
   where r.payment_no = any ($2::bigint[]) and b.school_id = $1`;

/** What the person agreed to as a payer, or for an own order: see `consentValues`. */
export const CONSENTS_OF = `select at, kind, event from consents
   where school_id = $4 and (uid_index = any ($5::bytea[])
     or (app_id, order_id) in (select k.app_id, k.order_id from ${ORDERS} where k.is_own))`;

/** The parameters of `CONSENTS_OF`. */
export function consentValues(
  vault: Vault,
  { subject: { schoolId, uids }, orders }: Pick<Found, 'subject' | 'orders'>,
): readonly unknown[] {
  return [...orderColumns(orders), schoolId, uids.map((uid) => uidIndex(vault, schoolId, uid))];
}

function inLogs(vault: Vault, found: Found): Counts {
  const { subject, personIndex } = found;
  const { schoolId, openId } = subject;
  return [
    ['consents', { text: `select at from (${CONSENTS_OF}) as consent`, values: consentValues(vault, found) }],
    [
      'accesses',
      { text: `select at from person_accesses where ${OF_PERSON}`, values: [schoolId, openId ?? null] },
    ],
    ['audit_entries', { text: 'select at from audit_entries where subject = $1', values: [openId ?? null] }],
    [
      'requests',
      {
        text: 'select asked_at from personal_data_requests where school_id = $1 and person_index = $2',
        values: [schoolId, personIndex],
      },
    ],
  ];
}

/** How many of these orders have something under way. */
export async function countUnderWay(q: Queryable, orders: readonly OrderOf[]): Promise<UnderWay> {
  const [row] = await q.query<UnderWay>({
    name: 'count-open-of-person',
    text: `select ${Object.entries(UNDER_WAY)
      .map(([kind, isUnderWay]) => `count(*) filter (where ${isUnderWay})::int as ${kind}`)
      .join(', ')}
             from ${ORDERS} join orders o using (app_id, order_id)`,
    values: orderColumns(orders),
  });
  return row ?? { orders: 0, refunds: 0, invoices: 0, notifications: 0, differences: 0 };
}
