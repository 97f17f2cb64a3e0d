import { randomBytes } from 'node:crypto';
import { runSql } from '../product/postgres.ts';
import { KEYS, ORDER_TERMS } from '../scenarios/legs.ts';
import { ACCOUNT_ID, PAID_AMOUNT } from './wechat.ts';

/** About what a request for a code takes. It is never sent again here. */
const SEALED_REQUEST_BYTES = 400;

/**
 * Puts orders into the tables whose payment a payer is just making: each has one payment, under the same
 * number, that the channel knows of. They are numbered from `first` on.
 */
export async function seedOpenPayments(
  databaseUrl: string,
  { count, notifyUrl }: { count: number; notifyUrl: string },
): Promise<{ readonly first: bigint }> {
  const first = BigInt(Date.now()) * 1_000_000n;
  await runSql(
    databaseUrl,
    `with opened as (
       insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, created_at, expires_at, due_at)
       select $1, $2::bigint + n, ($2::bigint + n)::text, $3, $4::bigint, $5, now(),
              now() + interval '1 hour', now() + interval '1 hour'
         from generate_series(0, $6::int - 1) n
       returning app_id, order_id, total_amount, created_at, expires_at)
     insert into payments (app_id, payment_no, order_id, channel, scene, channel_account_id, total_amount, status,
                           request_body_sealed, credential, credential_expires_at, created_at, expires_at, due_at)
     select app_id, order_id, order_id, 'wechat', 'native', $7, total_amount, 'pending', $8::bytea,
            '{"kind":"code","codeUrl":"weixin://wxpay/bizpayurl?pr=bench"}', expires_at, created_at, expires_at, expires_at
       from opened`,
    [
      KEYS.appId,
      String(first),
      ORDER_TERMS.body,
      PAID_AMOUNT,
      notifyUrl,
      count,
      ACCOUNT_ID,
      randomBytes(SEALED_REQUEST_BYTES),
    ],
  );
  return { first };
}
