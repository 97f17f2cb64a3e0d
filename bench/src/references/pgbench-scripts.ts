import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { FOUND_ORDER, NEW_ORDER, WITH_PAID } from '../../../server/src/orders/order-row.ts';
import { ORDER_TERMS } from '../scenarios/legs.ts';

/** What the columns of an order hold; the others are null. */
const OF_COLUMN: Readonly<Record<string, string>> = {
  app_id: `'partner1'`,
  order_id: ':id',
  out_trade_no: ':id',
  body: ':body',
  total_amount: ':amount',
  notify_url: ':notify_url',
  return_url: ':return_url',
  payer_sealed: ':payer',
  created_at: ':created_at',
  expires_at: ':expires_at',
};
const COLUMNS = NEW_ORDER.written.split(', ');
const VALUES = COLUMNS.map((column) => OF_COLUMN[column] ?? 'null');
for (const column of Object.keys(OF_COLUMN)) {
  assert(COLUMNS.includes(column), `order_create fills no column ${column}`);
}

/** One order a transaction, with every column that order_create fills, as one would write it by hand. */
export const insertScript = `
\\set n :n + 1
\\set id :base + :n * 64 + :client_id
insert into orders (${NEW_ORDER.written}, due_at) values (${VALUES.join(', ')}, :expires_at);
`;

/** One order by its partner's number, as order_query asks for it, without gathering any. */
export const selectScript = `
\\set id random(:first, :last)
select ${FOUND_ORDER.selected}
  from orders ${WITH_PAID} where app_id = 'partner1' and out_trade_no = :id;
`;

/** The same of two years' orders, whose numbers say when they were created. */
export const selectOfYearsScript = `
\\set n random(0, :count - 1)
\\set id (:start_ms + :n * :step_ms) * 1000000 + :n % 1000000
select ${FOUND_ORDER.selected}
  from orders ${WITH_PAID} where app_id = 'partner1' and out_trade_no = 'T' || :id;
`;

const HOUR_MS = 3_600_000;

/** As many bytes as the vault makes of the same payer: format, IV, tag, text. */
const SEALED_PAYER_BYTES =
  1 +
  12 +
  16 +
  Buffer.byteLength(JSON.stringify({ userNo: ORDER_TERMS.user_no, userName: ORDER_TERMS.user_name }));

/** Values for `insertScript`, new ones for every run. */
export function insertVariables(): Record<string, string | number> {
  const now = Date.now();
  return {
    n: 0,
    // ids as the server makes them, so that both grow the same end of every index
    base: `${now}000000`,
    body: ORDER_TERMS.body,
    amount: ORDER_TERMS.total_fee,
    notify_url: ORDER_TERMS.notify_url,
    return_url: ORDER_TERMS.return_url,
    payer: `\\x${randomBytes(SEALED_PAYER_BYTES).toString('hex')}`,
    created_at: new Date(now).toISOString(),
    expires_at: new Date(now + HOUR_MS).toISOString(),
  };
}

/** Everything a callback about a payment writes, in one transaction, without reading or checking anything. */
export const bookScript = `
\\set id :first + :n * :clients + :client_id
\\set n :n + 1
begin;
insert into channel_callbacks (channel_account_id, callback_id, kind, subject_no, content_sealed, received_at)
values (:account, :id, 'payment', :id, :content, :now);
update payments set status = 'succeeded', transaction_id = :id, paid_amount = :amount, paid_at = :now,
                    payer_uid_sealed = :uid, payer_uid_index = :uid_index, disposition = 'order', evidence_account_id = :account, due_at = null
 where app_id = 'partner1' and payment_no = :id;
with posted as (
  insert into ledger_transactions (app_id, event, subject_no, posted_at)
  values ('partner1', 'payment_received', :id, :now) returning app_id, transaction_id)
insert into ledger_entries (app_id, transaction_id, channel, account, amount)
select app_id, transaction_id, 'wechat', account, amount
  from posted, (values ('channel_receivable', :amount::bigint), ('school_payable', -:amount::bigint)) as entry (account, amount);
update orders set status = 'paid', paid_at = :now, payment_no = :id, due_at = null
 where app_id = 'partner1' and order_id = :id;
insert into notifications (app_id, order_id, endpoint, created_at, deadline_at, next_attempt_at)
values ('partner1', :id, :endpoint, :now, :now, :now);
commit;
`;
