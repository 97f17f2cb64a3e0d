import type { Queryable } from '../db/database.ts';

/** Whether real money moves. */
export type PaymentMode = 'sandbox' | 'production';

/** The mode that this database was first started in. */
export async function findPaymentMode(q: Queryable): Promise<PaymentMode | undefined> {
  const [row] = await q.query<{ payment_mode: PaymentMode }>({
    text: 'select payment_mode from installation',
  });
  return row?.payment_mode;
}

/** Keeps the mode for good, unless one is kept. */
export async function insertPaymentMode(q: Queryable, mode: PaymentMode, now: Date): Promise<void> {
  await q.query({
    text: 'insert into installation (payment_mode, decided_at) values ($1, $2) on conflict do nothing',
    values: [mode, now],
  });
}

/** Whether anything is there that is not the sandbox's: schools, and none of the accounts it is seeded with. */
export async function hasSchoolsOfItsOwn(q: Queryable): Promise<boolean> {
  const rows = await q.query({
    text: `select from schools
            where not exists (select from channel_accounts where starts_with(channel_account_id, 'sandbox-'))
            limit 1`,
  });
  return rows.length > 0;
}
