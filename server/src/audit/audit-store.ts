import type { AuditOutcome } from '@zhixiao/contract/codes/audit';
import { isAuditAction } from '@zhixiao/contract/words/audit-sentences';
import { otherActionNames } from '@zhixiao/contract/words/former-names';
import { columns, type Of, pick, projection } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { bytes, id, instant, json, optional, text } from '../db/fields.ts';
import { inScope } from '../schools/scope.ts';
import type { AuditEntry, EntryListed } from './entry.ts';

const ENTRY = columns<AuditEntry>()({
  entryNo: id('entry_no'),
  at: instant('at'),
  operator: optional(text('operator')),
  address: optional(text('address')),
  action: text('action'),
  subject: optional(text('subject')),
  schoolId: optional(text('school_id')),
  outcome: text('outcome'),
  details: json('details'),
  seal: text('seal'),
  previous: bytes('previous'),
  hash: bytes('hash'),
});
export const LISTED = columns<EntryListed>()({
  ...ENTRY.fields,
  operatorName: optional(
    text('(select name from operators where operators.account = audit_entries.operator) as operator_name'),
  ),
});
const END = projection()(pick(ENTRY.fields, 'entryNo', 'seal', 'hash'));

/** Held until the commit: entries follow one another in one line. */
const CHAIN_LOCK = 7_215_001;

/** The end of the chain, which stays the end until this transaction is over. */
export async function lockChainEnd(tx: Transaction): Promise<ChainEnd | undefined> {
  await tx.query({
    name: 'lock-audit-chain',
    text: 'select pg_advisory_xact_lock($1)',
    values: [CHAIN_LOCK],
  });
  return findChainEnd(tx);
}

export type ChainEnd = Of<typeof END>;

export async function findChainEnd(q: Queryable): Promise<ChainEnd | undefined> {
  return END.one(q, {
    name: 'find-audit-chain-end',
    text: `select ${END.selected} from audit_entries order by entry_no desc limit 1`,
  });
}

/** Undefined: there is no such entry. */
export async function findEntryHash(q: Queryable, entryNo: string): Promise<Buffer | undefined> {
  const [row] = await q.query<{ hash: Buffer }>({
    text: 'select hash from audit_entries where entry_no = $1',
    values: [entryNo],
  });
  return row?.hash;
}

export async function insertEntry(tx: Transaction, entry: AuditEntry): Promise<void> {
  await tx.query({
    text: `insert into audit_entries (${ENTRY.written}) values (${ENTRY.places()})`,
    values: ENTRY.valuesOf(entry),
  });
}

const MAX_ENTRY_NO = '9223372036854775807';

export interface EntryFilter {
  /** Null: entries of every school and of none. */
  readonly schools: readonly string[] | null;
  readonly operator?: string | undefined;
  /**
   * An action, or the beginning of several. Finds entries under the former and the current name of an action that was renamed.
   */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/**
 * Entries before a number, latest first. The statement is planned for its values every time, because they decide which
 * index is best. A period is turned into a range of entry numbers, which every index here has as its last column;
 * numbers follow the times of entries, except for the difference between the clocks of two servers. The times
 * themselves are compared in a form without statistics (`+ interval '0'`): otherwise the planner reads a month from the
 * index on times and sorts it.
 */
export async function findEntries(
  q: Queryable,
  filter: EntryFilter,
  before: string | undefined,
  limit: number,
): Promise<EntryListed[]> {
  const { schools, operator, action, subject, outcome, from, to } = filter;
  const otherNames = action === undefined ? [] : otherActionNames(action);
  const isOne = action !== undefined && isAuditAction(action);
  return LISTED.all(q, {
    text: `select ${LISTED.selected} from audit_entries
            where ${inScope('school_id', '$1')}
              and ($2::bigint is null or entry_no < $2)
              and ($4::text is null or operator = $4)
              and ($5::text is null or ${isOne ? 'action = $5' : 'starts_with(action, $5)'} or action = any($10::text[]))
              and ($6::text is null or subject = $6)
              and ($7::text is null or outcome = $7)
              and ($8::timestamptz is null or at + interval '0' >= $8 and entry_no > coalesce(
                    (select entry_no from audit_entries
                      where at < $8 - interval '1 minute' order by at desc limit 1), 0))
              and ($9::timestamptz is null or at + interval '0' < $9 and entry_no < coalesce(
                    (select entry_no from audit_entries
                      where at >= $9 + interval '1 minute' order by at limit 1), ${MAX_ENTRY_NO}))
            order by entry_no desc limit $3`,
    values: [
      schools,
      before ?? null,
      limit,
      operator ?? null,
      action ?? null,
      subject ?? null,
      outcome ?? null,
      from ?? null,
      to ?? null,
      otherNames.length === 0 ? null : otherNames,
    ],
  });
}

/** The operators whose entries may be in the log of these schools: their own, and those of all schools. */
export function findAuditedOperators(
  q: Queryable,
  schools: readonly string[] | null,
): Promise<{ account: string; name: string }[]> {
  return q.query({
    name: 'find-audited-operators',
    text: `select account, name from operators
            where all_schools or $1::text[] is null or exists (
              select from operator_schools s where s.operator_id = operators.operator_id and s.school_id = any ($1))
            order by name, account`,
    values: [schools],
  });
}

/** Entries after a number, first ones first. */
export async function findEntriesAfter(q: Queryable, after: string, limit: number): Promise<AuditEntry[]> {
  return ENTRY.all(q, {
    name: 'find-audit-entries-after',
    text: `select ${ENTRY.selected} from audit_entries where entry_no > $1 order by entry_no limit $2`,
    values: [after, limit],
  });
}
