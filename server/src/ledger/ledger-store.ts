import type { Transaction } from '../db/database.ts';
import type { Posting } from './ledger.ts';

/** Writes postings as one balanced transaction each, in the commit of the events themselves; a second time is an error. */
export function post(tx: Transaction, postings: readonly Posting[], now: Date): void {
  if (postings.length === 0) return;
  tx.send({
    name: 'post-ledger',
    text: `with posting as materialized (
             select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[])
                 as posting (app_id, event, subject_no, channel, debit, credit, amount)),
           posted as (
             insert into ledger_transactions (app_id, event, subject_no, posted_at)
             select app_id, event, subject_no, $8 from posting returning app_id, event, subject_no, transaction_id)
           insert into ledger_entries (app_id, transaction_id, channel, account, amount)
           select app_id, transaction_id, channel, entry.account, entry.amount
             from posted join posting using (app_id, event, subject_no)
            cross join lateral (values (debit, amount), (credit, -amount)) as entry (account, amount)`,
    values: [
      postings.map(({ appId }) => appId),
      postings.map(({ event }) => event),
      postings.map(({ subjectNo }) => subjectNo),
      postings.map(({ channel }) => channel),
      postings.map(({ debit }) => debit),
      postings.map(({ credit }) => credit),
      postings.map(({ amount }) => amount),
      now,
    ],
  });
}

/** Writes many postings at once, each once for good: what was posted before is left alone. */
export async function postAll(tx: Transaction, postings: readonly Posting[], now: Date): Promise<void> {
  if (postings.length === 0) return;
  // the first of an event stays, as where one comes after the other
  const byEvent = new Map(postings.toReversed().map((posting) => [keyOf(posting), posting]));
  const distinct = [...byEvent.values()];
  const posted = await tx.query<{
    app_id: string;
    event: string;
    subject_no: string;
    transaction_id: string;
  }>({
    name: 'post-ledger-transactions',
    text: `insert into ledger_transactions (app_id, event, subject_no, posted_at)
           select app_id, event, subject_no, $4 from unnest($1::text[], $2::text[], $3::bigint[])
               as posting (app_id, event, subject_no)
           on conflict (app_id, event, subject_no) do nothing
           returning app_id, event, subject_no, transaction_id`,
    values: [
      distinct.map(({ appId }) => appId),
      distinct.map(({ event }) => event),
      distinct.map(({ subjectNo }) => subjectNo),
      now,
    ],
  });
  const entries = posted.flatMap(({ app_id: appId, event, subject_no: subjectNo, transaction_id: id }) => {
    const posting = byEvent.get(keyOf({ appId, event, subjectNo }));
    if (!posting) throw new Error(`posted ${event} of ${subjectNo}, which was not asked for`);
    const { channel, debit, credit, amount } = posting;
    const common = { appId, id, channel };
    return [
      { ...common, account: debit, amount },
      { ...common, account: credit, amount: -amount },
    ];
  });
  await tx.query({
    name: 'post-ledger-entries',
    text: `insert into ledger_entries (app_id, transaction_id, channel, account, amount)
           select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])`,
    values: [
      entries.map(({ appId }) => appId),
      entries.map(({ id }) => id),
      entries.map(({ channel }) => channel),
      entries.map(({ account }) => account),
      entries.map(({ amount }) => amount),
    ],
  });
}

function keyOf({ appId, event, subjectNo }: { appId: string; event: string; subjectNo: string }): string {
  return `${appId} ${event} ${subjectNo}`;
}
