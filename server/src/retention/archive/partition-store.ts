import { columns } from '../../db/columns.ts';
import type { Queryable } from '../../db/database.ts';
import { count, id, optional, text } from '../../db/fields.ts';

/** A partition of a table that is divided by month. */
export interface Partition {
  readonly table: string;
  readonly name: string;
  /** `2026-12`; undefined: it begins before there were partitions. */
  readonly firstMonth: string | undefined;
  /** Undefined: it is the last one. */
  readonly monthBehind: string | undefined;
  readonly firstNumber: string | undefined;
  readonly numberBehind: string | undefined;
  /** As PostgreSQL's statistics have it; -1: it has not been looked at yet. */
  readonly rows: number;
  readonly bytes: number;
}

const PARTITION = columns<Partition>()({
  table: text('p.table_name'),
  name: text('p.partition_name'),
  firstMonth: optional(text(`to_char(p.first_month, 'YYYY-MM') as first_month`)),
  monthBehind: optional(
    text(`to_char(lead(p.first_month) over (partition by p.table_name order by p.first_number nulls first), 'YYYY-MM')
            as month_behind`),
  ),
  firstNumber: optional(id('p.first_number')),
  numberBehind: optional(id('p.number_behind')),
  rows: count('c.reltuples::bigint as rows'),
  bytes: count('pg_total_relation_size(c.oid) as bytes'),
});

/** Every partition, table by table, the oldest first. */
export function listPartitions(q: Queryable): Promise<Partition[]> {
  return PARTITION.all(q, {
    text: `select ${PARTITION.selected}
             from monthly_partitions p join pg_class c on c.oid = p.partition_name::regclass
            order by p.table_name, p.first_number nulls first`,
  });
}
