import type { Queryable } from '../../db/database.ts';
import { LEAF, LEAVES } from './clean-store.ts';
import { OWNED_TABLES } from './table-rules.ts';

/** A school and how much of the database is its own. */
export interface SchoolSize {
  readonly schoolId: string;
  readonly name: string;
  readonly apps: number;
  /** Estimated from a sample where there are more than a million. */
  readonly orders: number;
  /** Estimated: its share of the orders, of all that belongs to schools. */
  readonly bytes: number;
  /** Payments begun a day, over the last 30 days that were summed. */
  readonly paymentsADay: number;
}

/** Up to so many orders are counted, above a sample of about so many is. */
const COUNTED_ORDERS = 1_000_000;

/** All schools, the largest first. */
export async function findSchoolSizes(q: Queryable): Promise<SchoolSize[]> {
  const [size] = await q.query<{ bytes: number; orders: number }>({
    text: `select coalesce(sum(pg_total_relation_size(${LEAF})), 0)::float8 as bytes,
                  (select greatest(reltuples, 0)::float8 from pg_class where oid = 'public.orders'::regclass) as orders
             from ${LEAVES} and t.relname = any ($1)`,
    values: [OWNED_TABLES.map(({ name }) => name)],
  });
  const { bytes = 0, orders = 0 } = size ?? {};
  const share = Math.min(1, COUNTED_ORDERS / Math.max(1, orders));
  const sample = share < 1 ? `tablesample system (${(100 * share).toFixed(4)})` : '';
  const rows = await q.query<SchoolSize>({
    text: `with counted as (select app_id, count(*) / $1::float8 as orders from public.orders ${sample} group by app_id),
                started as (
                  select app_id, sum(started) / 30.0 as a_day from public.payment_day_starts
                   where day > (select max(day) - 30 from public.payment_day_starts) group by app_id)
           select s.school_id as "schoolId", s.name, count(a.app_id)::int as apps,
                  round(coalesce(sum(c.orders), 0))::float8 as orders,
                  coalesce(sum(c.orders) / nullif(sum(sum(c.orders)) over (), 0) * $2::float8, 0) as bytes,
                  round(coalesce(sum(d.a_day), 0), 1)::float8 as "paymentsADay"
             from public.schools s left join public.apps a using (school_id)
             left join counted c on c.app_id = a.app_id left join started d on d.app_id = a.app_id
            group by s.school_id, s.name order by orders desc, s.school_id`,
    values: [share, bytes],
  });
  return rows;
}

/** What is of schools on both sides, or of all schools, by names that an administrator knows. */
export interface SharedParts {
  readonly operatorsOfBoth: readonly string[];
  readonly operatorsOfAll: readonly string[];
  readonly recipientsOfAll: readonly string[];
  /** Changes to the installation that wait for a second person. */
  readonly waitingChanges: readonly string[];
}

/** @param moving the schools of one side */
export async function findSharedParts(q: Queryable, moving: readonly string[]): Promise<SharedParts> {
  const [row] = await q.query<SharedParts>({
    text: `select array(select o.account from public.operators o where not o.all_schools
                          and exists (select from public.operator_schools s
                                       where s.operator_id = o.operator_id and s.school_id = any ($1))
                          and exists (select from public.operator_schools s
                                       where s.operator_id = o.operator_id and s.school_id <> all ($1))
                        union
                        select o.account from public.operators o
                          join public.operator_apps m on m.operator_id = o.operator_id
                          join public.apps a on a.app_id = m.app_id
                         group by o.account having bool_or(a.school_id = any ($1)) and bool_or(a.school_id <> all ($1))
                        order by 1) as "operatorsOfBoth",
                  array(select account from public.operators where all_schools and status <> 'frozen' order by 1)
                    as "operatorsOfAll",
                  array(select name from public.message_recipients where school_id is null order by 1) as "recipientsOfAll",
                  array(select kind from public.change_requests where school_id is null and status = 'waiting' order by 1)
                    as "waitingChanges"`,
    values: [moving],
  });
  return row ?? { operatorsOfBoth: [], operatorsOfAll: [], recipientsOfAll: [], waitingChanges: [] };
}
