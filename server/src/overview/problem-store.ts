import { PROBLEM_KINDS, type ProblemKind } from '@zhixiao/contract/codes/overview';
import { columns, from } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { count, fen, id, instant, optional, text } from '../db/fields.ts';
import { FILE_TRIES } from '../invoices/invoice.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';
import { appInScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { OpenProblem, ProblemCount, ProblemOfOrder, SchoolProblemCount } from './problem.ts';

interface ProblemKindRule {
  /** Selects `app_id`, `order_id`, `number`, `amount` and `since` of what is open; app and number name one row. */
  readonly text: string;
  /** Younger than this it resolves by itself and is no problem yet. */
  readonly afterMs: number;
  /** Older than this it is alerted; undefined: it was alerted as it happened. */
  readonly alertAfterMs?: number;
}

/**
 * What is not as it should be. A card refund may take three working days; everything else resolves within
 * minutes while its channel and its partner are well.
 */
const PROBLEMS = {
  late_money: {
    text: `select app_id, order_id, payment_no::text as number, paid_amount - refunded_amount as amount, paid_at as since
             from payments where disposition in ('late', 'duplicate') and refunded_amount < paid_amount`,
    afterMs: 0,
  },
  wrong_amount_held: {
    text: `select app_id, order_id, payment_no::text as number, paid_amount - refunded_amount as amount, paid_at as since
             from payments where disposition = 'wrong_amount' and refunded_amount < paid_amount`,
    afterMs: 0,
    alertAfterMs: DAY_MS,
  },
  payment_unknown: {
    text: `select app_id, order_id, payment_no::text as number, total_amount as amount, created_at as since
             from payments where due_at is not null and (status in ('created', 'unknown') or in_doubt)`,
    afterMs: 10 * MINUTE_MS,
    alertAfterMs: 10 * MINUTE_MS,
  },
  order_closing: {
    text: `select app_id, order_id, order_id::text as number, total_amount as amount, expires_at as since
             from orders where due_at is not null`,
    afterMs: 10 * MINUTE_MS,
    alertAfterMs: 10 * MINUTE_MS,
  },
  refund_unanswered: {
    text: `select app_id, order_id, refund_id::text as number, refund_amount as amount, created_at as since
             from refunds where due_at is not null and accepted_at is null`,
    afterMs: HOUR_MS,
    alertAfterMs: HOUR_MS,
  },
  refund_unsettled: {
    text: `select app_id, order_id, refund_id::text as number, refund_amount as amount, created_at as since
             from refunds where due_at is not null and accepted_at is not null and abnormal_at is null`,
    afterMs: 5 * DAY_MS,
    alertAfterMs: 5 * DAY_MS,
  },
  refund_abnormal: {
    text: `select app_id, order_id, refund_id::text as number, refund_amount as amount, abnormal_at as since
             from refunds where abnormal_at is not null and status = 'processing'`,
    afterMs: 0,
    alertAfterMs: DAY_MS,
  },
  // of a payment, until as much was asked for or refunded since; a partner knows of its own failed refunds and may
  // repeat them
  refund_failed: {
    text: `select app_id, order_id, refund_id::text as number, refund_amount as amount, settled_at as since
             from refunds failed
            where status = 'failed' and cause in ('operator', 'wrong_amount') and dismissed_at is null
              and refund_amount > (
                select coalesce(sum(anew.refund_amount), 0) from (
                  select refund_amount from refunds r
                   where r.app_id = failed.app_id and r.order_id = failed.order_id
                     and r.payment_no = failed.payment_no and r.created_at > failed.settled_at
                  union all
                  select refund_amount from refund_applications q
                   where q.app_id = failed.app_id and q.order_id = failed.order_id
                     and q.payment_no = failed.payment_no and q.requested_at > failed.settled_at
                     and q.refund_id is null) anew)`,
    afterMs: 0,
  },
  refund_application_waiting: {
    text: `select app_id, order_id, refund_application_id::text as number, refund_amount as amount, requested_at as since
             from refund_applications where status = 'pending'`,
    afterMs: 0,
  },
  endpoint_dead: {
    text: `select app_id, null::bigint as order_id, endpoint as number, null::bigint as amount, failing_since as since
             from notification_endpoints where probe_at is not null`,
    afterMs: 0,
    alertAfterMs: HOUR_MS,
  },
  notification_exhausted: {
    text: `select app_id, order_id, order_id::text as number, null::bigint as amount, created_at as since
             from notifications where status = 'exhausted'`,
    afterMs: 0,
  },
  invoice_failed: {
    text: `select i.app_id, i.order_id, i.invoice_no::text as number, i.amount, i.created_at as since
             from invoices i join orders o using (app_id, order_id)
             join payments p on p.app_id = o.app_id and p.payment_no = o.payment_no
            where i.status = 'failed' and p.refunded_amount < p.paid_amount
              and not exists (select 1 from invoices later
                               where later.app_id = i.app_id and later.order_id = i.order_id
                                 and later.invoice_no > i.invoice_no)`,
    afterMs: 0,
  },
  invoice_blocked: {
    text: `select app_id, order_id, invoice_no::text as number, amount, created_at as since
             from invoices where status = 'blocked_auth'`,
    afterMs: 0,
  },
  invoice_late: {
    text: `select app_id, order_id, invoice_no::text as number, amount,
                  coalesce(reversing_since, created_at) as since
             from invoices where due_at is not null and status in ('requested', 'issuing', 'reversing')`,
    afterMs: 2 * HOUR_MS,
    alertAfterMs: DAY_MS,
  },
  // a worker retries for a few minutes first; the index is of the few that are not filed
  invoice_unfiled: {
    text: `select app_id, order_id, invoice_no::text as number, amount, created_at as since
             from invoices
            where status = 'issued' and archived_at is null and (due_at is null or checks >= ${FILE_TRIES})`,
    afterMs: 0,
    alertAfterMs: DAY_MS,
  },
  invoice_undelivered: {
    text: `select d.app_id, i.order_id, i.invoice_no::text as number, null::bigint as amount, d.settled_at as since
             from invoice_deliveries d join invoices i using (app_id, invoice_no)
            where d.status = 'failed' and i.status = 'issued'
              and not exists (select 1 from invoice_deliveries other
                               where other.app_id = d.app_id and other.invoice_no = d.invoice_no
                                 and other.status = 'failed' and other.delivery_method < d.delivery_method)`,
    afterMs: 0,
  },
} as const satisfies Record<ProblemKind, ProblemKindRule>;

/** Each kind of problem has a list of its own. */
const RULES: readonly (readonly [ProblemKind, ProblemKindRule])[] = PROBLEM_KINDS.map((kind) => [
  kind,
  PROBLEMS[kind],
]);

/** How many of each kind are open in these schools, of those that are any. */
export function countProblems(q: Queryable, scope: SchoolScope, now: Date): Promise<ProblemCount[]> {
  return countOf(q, 'count-problems', scope, now, ({ afterMs }) => afterMs);
}

/** Everything that has been open for too long and was not alerted before. */
export function countAging(q: Queryable, now: Date): Promise<ProblemCount[]> {
  return countOf(q, 'count-aging', 'all', now, ({ alertAfterMs }) => alertAfterMs);
}

/** How many of each kind are open in each school, of those that are any. */
export async function countProblemsBySchool(q: Queryable, now: Date): Promise<SchoolProblemCount[]> {
  const values: unknown[] = [];
  const open = openFor(({ afterMs }) => afterMs, now, values);
  return BY_SCHOOL.all(q, {
    name: 'count-problems-by-school',
    text: `select ${BY_SCHOOL.selected} from (${open}) p
             join apps a using (app_id) join schools s using (school_id)
            group by p.kind, s.school_id, s.name order by s.school_id, p.kind`,
    values,
  });
}

const BY_SCHOOL = columns<SchoolProblemCount>()({
  kind: text('p.kind'),
  schoolId: text('s.school_id'),
  schoolName: text('s.name as school_name'),
  count: count('count(*) as count'),
  oldest: instant('min(p.since) as oldest'),
});

async function countOf(
  q: Queryable,
  name: string,
  scope: SchoolScope,
  now: Date,
  ageOf: AgeOf,
): Promise<ProblemCount[]> {
  const values: unknown[] = [schoolsIn(scope)];
  const open = openFor(ageOf, now, values, OWN);
  const rows = await q.query<{ kind: ProblemKind; count: string; oldest: Date }>({
    name,
    text: `select kind, count(*), min(since) as oldest from (${open}) problems
            group by kind order by kind`,
    values,
  });
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** How old a problem of a kind has to be, in milliseconds; undefined: the kind is left out. */
type AgeOf = (rule: ProblemKindRule) => number | undefined;

/** Selects `kind`, `app_id` and `since` of everything that is open for that long; adds its parameters to `values`. */
function openFor(ageOf: AgeOf, now: Date, values: unknown[], condition = 'true'): string {
  const parts = RULES.flatMap(([kind, rule]) => {
    const ageMs = ageOf(rule);
    if (ageMs === undefined) return [];
    const before = values.push(plusMs(now, -ageMs));
    return [
      `select '${kind}' as kind, app_id, since from (${rule.text}) p where ${condition} and since < $${before}`,
    ];
  });
  return parts.join(' union all ');
}

const OWN = appInScope('$1');

const OPEN = columns<OpenProblem>()({
  schoolId: text('a.school_id'),
  appName: text('a.name as app_name'),
  outTradeNo: optional(text('o.out_trade_no')),
  ...from('p', {
    appId: text('app_id'),
    orderId: optional(id('order_id')),
    number: text('number'),
    amount: optional(fen('amount')),
    since: instant('since'),
  }),
});

const OF_ORDER = columns<ProblemOfOrder>()({
  kind: text('kind'),
  number: text('number'),
  amount: optional(fen('amount')),
  since: instant('since'),
});

/** What of one order is not as it should be, oldest first. */
export async function findProblemsOfOrder(
  q: Queryable,
  { appId, orderId }: { readonly appId: string; readonly orderId: string },
  now: Date,
): Promise<ProblemOfOrder[]> {
  const values: unknown[] = [appId, orderId];
  const parts = RULES.map(([kind, rule]) => {
    const before = values.push(plusMs(now, -rule.afterMs));
    return `select '${kind}' as kind, number, amount, since from (${rule.text}) p
             where app_id = $1 and order_id = $2 and since <= $${before}`;
  });
  return OF_ORDER.all(q, {
    name: 'find-problems-of-order',
    text: `select ${OF_ORDER.selected} from (${parts.join(' union all ')}) problems order by since, kind, number`,
    values,
  });
}

/** The open problems of one kind, oldest first, after the given one. */
export async function findProblems(
  q: Queryable,
  scope: SchoolScope,
  kind: ProblemKind,
  now: Date,
  after: Pick<OpenProblem, 'since' | 'appId' | 'number'> | undefined,
  limit: number,
): Promise<OpenProblem[]> {
  const { text, afterMs } = PROBLEMS[kind];
  return OPEN.all(q, {
    name: `find-problems-${kind}`,
    text: `select ${OPEN.selected}
             from (select * from (${text}) p
                    where ${OWN} and since < $2
                      and ($3::timestamptz is null or (since, app_id, number) > ($3, $4, $5))
                    order by since, app_id, number limit $6) p
             join apps a using (app_id) left join orders o on o.app_id = p.app_id and o.order_id = p.order_id
            order by p.since, p.app_id, p.number`,
    values: [
      schoolsIn(scope),
      plusMs(now, -afterMs),
      after?.since ?? null,
      after?.appId ?? null,
      after?.number ?? null,
      limit,
    ],
  });
}
