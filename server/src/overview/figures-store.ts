import type { Channel } from '../channels/channel.ts';
import type { Queryable } from '../db/database.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { Figures, FiguresFilter } from './key-figures.ts';

/** What the figures of a row are of: a day, channel and app, those that the row was not cut by being undefined. */
export interface Cut {
  readonly day: string | undefined;
  readonly channel: Channel | undefined;
  readonly app: { readonly appId: string; readonly name: string; readonly schoolId: string } | undefined;
  readonly figures: Figures;
}

const GROUPINGS = {
  /** One row for all, and one for each day, each channel and each app. */
  separately: 'grouping sets ((), (day), (channel), (app_id))',
  /** One row for each day of each app on each channel. */
  together: 'day, channel, app_id',
};

interface CutRow extends FiguresRow {
  readonly day: string | null;
  readonly channel: Channel | null;
  readonly app_id: string | null;
  readonly app_name: string | null;
  readonly school_id: string | null;
}

interface FiguresRow {
  readonly received: string;
  readonly received_amount: string;
  readonly unwanted: string;
  readonly unwanted_amount: string;
  readonly refunded: string;
  readonly refunded_amount: string;
  readonly started: string;
}

/**
 * The figures of a period, cut by day, channel and app. Planned for its values every time (the statement has no
 * name): a day and two years want different plans.
 */
export async function findFigures(
  q: Queryable,
  scope: SchoolScope,
  { from, to, appId }: FiguresFilter,
  cut: keyof typeof GROUPINGS,
): Promise<Cut[]> {
  const rows = await q.query<CutRow>({
    text: `with own as (
             select app_id from apps
              where ${inScope('school_id', '$1')} and ($2::text is null or app_id = $2)),
           facts as (
             select app_id, day, channel, account, event, movements, amount, 0 as started
               from own join ledger_days using (app_id)
              where day between $3::date and $4::date and account in ('school_payable', 'suspense')
             union all
             select app_id, day, channel, '', '', 0, 0, started
               from own join payment_days using (app_id) where day between $3::date and $4::date),
           figures as (
           select to_char(day, 'YYYY-MM-DD') as day, channel, app_id,
                  ${FIGURES}
             from facts group by ${GROUPINGS[cut]})
           select figures.*, a.name as app_name, a.school_id
             from figures left join apps a using (app_id) order by day, channel, app_id`,
    values: [schoolsIn(scope), appId ?? null, from, to],
  });
  return rows.map((row) => ({
    day: row.day ?? undefined,
    channel: row.channel ?? undefined,
    app:
      row.app_id === null
        ? undefined
        : { appId: row.app_id, name: row.app_name ?? '', schoolId: row.school_id ?? '' },
    figures: figuresOf(row),
  }));
}

/** From the first instant on and before the second. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** The figures of each of these spans of time, to the last posting in it; of one app, or of all. */
export async function findFiguresOfSpans(
  q: Queryable,
  scope: SchoolScope,
  appId: string | undefined,
  spans: readonly Span[],
): Promise<Figures[]> {
  const rows = await q.query<FiguresRow>({
    text: `with own as (
             select app_id from apps
              where ${inScope('school_id', '$1')} and ($2::text is null or app_id = $2)),
           spans as (
             select * from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality as span (begun, over, n)),
           posted as materialized (
             select n, app_id, transaction_id, event
               from spans cross join lateral (
                 select app_id, transaction_id, event from ledger_transactions
                  where posted_at >= begun and posted_at < over) t
               join own using (app_id)),
           facts as (
             select n, account, event, 1 as movements, amount, 0 as started
               from posted join ledger_entries e using (app_id, transaction_id)
              where account in ('school_payable', 'suspense')
                -- only the partitions between them are read
                and e.transaction_id between (select min(transaction_id) from posted)
                                         and (select max(transaction_id) from posted)
             union all
             select n, '', '', 0, 0, started
               from spans cross join own cross join lateral (
                 select count(*) as started from payments p
                  where p.app_id = own.app_id
                    and p.payment_no >= first_id_at(begun) and p.payment_no < first_id_at(over)) begun_in_it)
           select ${FIGURES} from spans left join facts using (n) group by n order by n`,
    values: [schoolsIn(scope), appId ?? null, spans.map(({ from }) => from), spans.map(({ to }) => to)],
  });
  return rows.map(figuresOf);
}

function figuresOf(row: FiguresRow): Figures {
  return {
    received: { count: Number(row.received), amount: Number(row.received_amount) },
    unwanted: { count: Number(row.unwanted), amount: Number(row.unwanted_amount) },
    refunded: { count: Number(row.refunded), amount: Number(row.refunded_amount) },
    started: Number(row.started),
    succeeded: Number(row.received) + Number(row.unwanted),
  };
}

/** The account of a movement that says what it was: the school's, or that of unwanted money. */
const IS = {
  received: `event = 'payment_received' and account = 'school_payable'`,
  unwanted: `event = 'unwanted_money_received' and account = 'suspense'`,
  refunded: `event = 'refund_reserved' and account = 'school_payable'`,
  refundFailed: `event = 'refund_failed' and account = 'school_payable'`,
};

function sum(what: string, condition: string): string {
  return `coalesce(sum(${what}) filter (where ${condition}), 0)`;
}

/** What is selected of `facts`, as `FiguresRow`. */
const FIGURES = `
  ${sum('movements', IS.received)} as received,
  ${sum('-amount', IS.received)} as received_amount,
  ${sum('movements', IS.unwanted)} as unwanted,
  ${sum('-amount', IS.unwanted)} as unwanted_amount,
  ${sum('movements', IS.refunded)} - ${sum('movements', IS.refundFailed)} as refunded,
  ${sum('amount', IS.refunded)} + ${sum('amount', IS.refundFailed)} as refunded_amount,
  coalesce(sum(started), 0) as started`;
