import { randomBytes } from 'node:crypto';
import type { RetentionKind } from '../../../src/consents/retention-periods.ts';
import { firstIdAt } from '../../../src/lib/ids.ts';
import { invoiceTermsContext } from '../../../src/orders/order-row.ts';
import { sealPayerUid, type UidColumn } from '../../../src/payers/payer-uid.ts';
import { requestBodyContext } from '../../../src/payments/payment-row.ts';
import type { Gateway } from '../gateway/gateway.ts';

const SCHOOL = '10086';
export const AGED_APP = 'partner1';
const ACCOUNT = 'sandbox-wechat';

/** How a row of a kind is made that is as old as `at`, and what of it is there still, as a condition with `$1` its mark. */
interface Aged {
  readonly make: (rows: AgedRows, at: Date, mark: string) => Promise<void>;
  readonly isThere: string;
  /** It goes by whole days, the last of which may be a day too old. */
  readonly isByTheDay?: true;
}

export type AgedRows = ReturnType<typeof agedRows>;

/** Rows of things long ago, as the product leaves them. */
export function agedRows({ app }: Pick<Gateway, 'app'>) {
  const { db, vault } = app.core;
  const run = (text: string, ...values: unknown[]) => db.query<Record<string, unknown>>({ text, values });
  let made = 0;
  const idAt = (at: Date) => {
    made += 1;
    return String(BigInt(firstIdAt(at)) + BigInt(made % 1_000_000));
  };
  const uid = (column: UidColumn, no: string, mark: string) => {
    const { sealed, index } = sealPayerUid(vault, column, { appId: AGED_APP, no }, mark);
    return [sealed, index];
  };
  const rows = {
    run,
    vault,
    /** A closed order that names somebody, with an openid and a wish for an invoice. */
    async order(at: Date, mark: string): Promise<string> {
      const orderId = idAt(at);
      await run(
        `insert into orders (app_id, order_id, out_trade_no, body, total_amount, openid_sealed, openid_index, notify_url,
           payer_sealed, user_no_index, user_name_index, invoice_sealed, status, close_reason, created_at, expires_at, closed_at)
         values ($1, $2, $3, $3, 100, $6, $7, 'http://127.0.0.1/', '\\x01', 1, 2, $4, 'closed', 'expired', $5, $5, $5)`,
        AGED_APP,
        orderId,
        mark,
        vault.seal(invoiceTermsContext(orderId), { payer_type: 1, payer_name: mark, phone: '13000000000' }),
        at,
        ...uid('orders.openid_sealed', orderId, mark),
      );
      return orderId;
    },
    /** A payment of an order that came to nothing, with what was sent for it. */
    async payment(orderId: string, at: Date, mark: string): Promise<string> {
      const paymentNo = idAt(at);
      await run(
        `insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, openid_sealed, openid_index,
           total_amount, status, request_body_sealed, credential, created_at, expires_at, closed_at)
         values ($1, $2, $3, 'wechat', 'jsapi', $4, $7, $8, 100, 'closed', $5, '{}', $6, $6, $6)`,
        AGED_APP,
        paymentNo,
        orderId,
        ACCOUNT,
        vault.seal(requestBodyContext(paymentNo), mark),
        at,
        ...uid('payments.openid_sealed', paymentNo, mark),
      );
      return paymentNo;
    },
    async invoice(orderId: string, at: Date, mark: string): Promise<string> {
      const invoiceNo = idAt(at);
      const terms = { payer_type: 1, payer_name: mark, phone: '13000000000', payer_email: 'a@example.com' };
      await run(
        `insert into invoices (app_id, invoice_no, order_id, source, status, terms_sealed, verify_code, file_code,
           created_at, failure, failed_at)
         values ($1, $2, $3, 'payer', 'failed', $4, $5, $5, $6, 'x', $6)`,
        AGED_APP,
        invoiceNo,
        orderId,
        vault.seal(invoiceTermsContext(orderId), terms),
        mark,
        at,
      );
      return invoiceNo;
    },
    async notification(orderId: string, at: Date): Promise<unknown> {
      const [row] = await run(
        `insert into notifications (app_id, order_id, status, created_at, deadline_at, settled_at, endpoint)
         values ($1, $2, 'exhausted', $3, $3, $3, 'http://127.0.0.1') returning notification_id`,
        AGED_APP,
        orderId,
        at,
      );
      return row?.notification_id;
    },
  };
  return rows;
}

const BLANK = { payer_type: 1, payer_name: 'x'.repeat(16), phone: '', payer_email: '' };
const SEALED_BLANK = JSON.stringify(BLANK).length + 40;

const hash = (mark: string) => Buffer.from(mark.padEnd(32, '.'));
const IS_HASH = `= rpad($1, 32, '.')::bytea`;

/** A row of every kind. */
export const AGED: Readonly<Record<RetentionKind, Aged>> = {
  order_people: {
    make: async (rows, at, mark) => void (await rows.order(at, mark)),
    isThere: `from orders where out_trade_no = $1
                and payer_sealed is not null and user_no_index is not null and user_name_index is not null`,
  },
  payer_ids: {
    make: async (rows, at, mark) => void (await rows.payment(await rows.order(at, mark), at, mark)),
    isThere: `from orders o join payments p using (app_id, order_id)
               where out_trade_no = $1 and num_nonnulls(o.openid_sealed, o.openid_index, p.openid_sealed, p.openid_index, p.request_body_sealed, p.credential) > 0`,
  },
  invoice_wishes: {
    make: async (rows, at, mark) => void (await rows.order(at, mark)),
    isThere: 'from orders where out_trade_no = $1 and invoice_sealed is not null',
  },
  invoice_contacts: {
    make: async (rows, at, mark) => void (await rows.invoice(await rows.order(at, mark), at, mark)),
    // without them the sealed value is shorter
    isThere: `from invoices where verify_code = $1 and length(terms_sealed) > ${SEALED_BLANK}`,
  },
  callbacks: {
    async make(rows, at, mark) {
      const paymentNo = await rows.payment(await rows.order(at, mark), at, mark);
      await rows.run(
        `insert into channel_callbacks values ($1, $2, 'payment', $3, '\\x00', $4)`,
        ACCOUNT,
        mark,
        paymentNo,
        at,
      );
    },
    isThere: 'from channel_callbacks where callback_id = $1',
  },
  notification_attempts: {
    async make(rows, at, mark) {
      const notificationId = await rows.notification(await rows.order(at, mark), at);
      await rows.run(
        `insert into notification_attempts values ($1, $2, 1, $3, 5, 'refused', 200, $4)`,
        AGED_APP,
        notificationId,
        at,
        mark,
      );
      await rows.run(
        `insert into notification_rounds (app_id, notification_id, begun_at, begun_by, previous_status,
           previous_settled_at, previous_attempts) values ($1, $2, $3, $4, 'exhausted', $3, 1)`,
        AGED_APP,
        notificationId,
        at,
        mark,
      );
    },
    isThere: `from (select detail as mark from notification_attempts union all
                    select begun_by from notification_rounds) both_ where mark = $1`,
  },
  invoice_attempts: {
    async make(rows, at, mark) {
      const invoiceNo = await rows.invoice(await rows.order(at, mark), at, mark);
      await rows.run(
        `insert into invoice_attempts (app_id, invoice_no, action, outcome, detail, at)
         values ($1, $2, 'issue', 'not_done', $3, $4)`,
        AGED_APP,
        invoiceNo,
        mark,
        at,
      );
      await rows.run(
        `insert into invoice_deliveries values ($1, $2, 'email', 'failed', 'x', 1, $3, $3, null)`,
        AGED_APP,
        invoiceNo,
        at,
      );
      await rows.run(
        `insert into invoice_delivery_rounds (app_id, invoice_no, delivery_method, begun_at, begun_by, previous_settled_at)
         values ($1, $2, 'email', $3, $4, $3)`,
        AGED_APP,
        invoiceNo,
        at,
        mark,
      );
    },
    isThere: `from (select detail as mark from invoice_attempts union all
                    select begun_by from invoice_delivery_rounds) both_ where mark = $1`,
  },
  people_left: {
    async make(rows, at, mark) {
      await rows.run(
        `insert into people values ($1, rpad($2, 22, '0'), $3, $3, '\\x00', 1, true, null, null, $4, $4)`,
        SCHOOL,
        mark,
        hash(mark),
        at,
      );
      await rows.run(
        `insert into bindings values ($1, $2, rpad($3, 22, '0'), 'wechat', null, '\\x00', 'operator', $4)`,
        SCHOOL,
        hash(mark),
        mark,
        at,
      );
      await rows.run(`insert into card_links values ($1, rpad($2, 22, '0'), '\\x00', $3)`, SCHOOL, mark, at);
    },
    isThere: `from (select open_id from people union all select open_id from bindings
                    union all select open_id from card_links) all_ where open_id = rpad($1, 22, '0')`,
  },
  accesses: {
    make: async (rows, at, mark) =>
      void (await rows.run(
        `insert into person_accesses (school_id, action, actor_kind, actor, at) values ($1, 'find', 'operator', $2, $3)`,
        SCHOOL,
        mark,
        at,
      )),
    isThere: 'from person_accesses where actor = $1',
  },
  consents: {
    make: async (rows, at, mark) =>
      void (await rows.run(
        `insert into consents (school_id, kind, event, uid_index, actor_kind, at)
         values ($1, 'binding', 'withdrawn', $2, 'payer', $3)`,
        SCHOOL,
        hash(mark),
        at,
      )),
    isThere: `from consents where uid_index ${IS_HASH}`,
  },
  change_requests: {
    make: async (rows, at, mark) =>
      void (await rows.run(
        `insert into change_requests (change_request_id, kind, subject, lines_sealed, base, asked_by, asked_at,
           expires_at, status, decided_at)
         values ($1, 'app.change', $2, '\\x00', '\\x00', 'x', $3::timestamptz - interval '1 hour', $3, 'withdrawn', $3)`,
        firstIdAt(at),
        mark,
        at,
      )),
    isThere: 'from change_requests where subject = $1',
  },
  sessions: {
    make: async (rows, at, mark) =>
      void (await rows.run(
        `insert into operator_sessions (token_hash, operator_id, created_at, last_seen_at, proved_at, address, user_agent)
         select $1, operator_id, $2, $2, $2, 'x', 'x' from operators limit 1`,
        hash(mark),
        at,
      )),
    isThere: `from operator_sessions where token_hash ${IS_HASH}`,
  },
  sign_in_failures: {
    make: async (rows, at, mark) =>
      void (await rows.run(`insert into sign_in_failures values ($1, 1, $2)`, mark, at)),
    isThere: 'from sign_in_failures where subject = $1',
  },
  operator_links: {
    make: async (rows, at, mark) =>
      void (await rows.run(`insert into operator_links values ($1, null, $2, $2)`, hash(mark), at)),
    isThere: `from operator_links where token_hash ${IS_HASH}`,
  },
  challenges: {
    make: async (rows, at, mark) =>
      void (await rows.run(`insert into operator_challenges values ($1, null, $2)`, mark, at)),
    isThere: 'from operator_challenges where challenge = $1',
  },
  payer_sign_ins: {
    make: async (rows, at, mark) =>
      void (await rows.run(`insert into finished_sign_ins values ($1, $2)`, hash(mark), at)),
    isThere: `from finished_sign_ins where state_hash ${IS_HASH}`,
  },
  bind_attempts: {
    make: async (rows, at, mark) =>
      void (await rows.run(
        `insert into bind_attempts (school_id, uid_index, user_no_index, attempted_at) values ($1, $2, $2, $3)`,
        SCHOOL,
        hash(mark),
        at,
      )),
    isThere: `from bind_attempts where uid_index ${IS_HASH}`,
  },
  invoice_tries: {
    make: async (rows, at, mark) =>
      void (await rows.run(
        `insert into invoice_tries (app_id, order_id, tried_at) values ($1, $2, $3)`,
        AGED_APP,
        await rows.order(at, mark),
        at,
      )),
    isThere: 'from invoice_tries t join orders o using (app_id, order_id) where out_trade_no = $1',
  },
  nonces: {
    make: async (rows, at, mark) =>
      void (await rows.run(`insert into request_nonces values ($1, $2, $3)`, AGED_APP, mark, at)),
    isThere: 'from request_nonces where nonce = $1',
  },
  params: {
    make: async (rows, at, mark) =>
      void (await rows.run(
        `insert into params_sent values ($1, $2, 'order_query', $3)`,
        AGED_APP,
        hash(mark),
        at,
      )),
    isThere: `from params_sent where digest ${IS_HASH}`,
  },
  partner_requests: {
    make: async (rows, at, mark) =>
      void (await rows.run(
        `insert into partner_requests (slot, request_id, app_id, interface, version, outcome, is_proved, http_status,
           ret_code, out_trade_no, duration_us)
         values ($1::bigint / 86400000000000 % 9, $1, $2, 'order_query', 1, 'done', true, 200, 0, $3, 1)`,
        firstIdAt(at),
        AGED_APP,
        mark,
      )),
    isThere: 'from partner_requests where out_trade_no = $1',
    isByTheDay: true,
  },
  messages: {
    make: async (rows, at, mark) =>
      void (await rows.run(
        `with recipient as (
           insert into message_recipients (recipient_id, name, method, target_sealed, language, kinds, created_at)
           values ($1, $3, 'email', '', 'zh', '{money}', $2) returning recipient_id)
         insert into messages (recipient_id, kind, subject, content, noted_at, ended_at)
         select recipient_id, 'money', $3, '{}', $2, $2 from recipient`,
        BigInt(`0x${mark.slice(0, 15)}`).toString(),
        at,
        mark,
      )),
    isThere: 'from messages where subject = $1',
  },
};

/** A mark that nothing else bears. */
export const newMark = () => randomBytes(8).toString('hex');
