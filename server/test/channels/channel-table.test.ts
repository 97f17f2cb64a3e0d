import { ACCOUNT_FORMS } from '@zhixiao/contract/channels/account-forms';
import { CHANNEL_TABLE, CHANNELS, channelOfPayType } from '@zhixiao/contract/codes/channels';
import { ANY_WALLET, anyOf } from '@zhixiao/contract/words/channels';
import { PAY_TYPE, PAY_TYPE_MEANING } from '@zhixiao/protocol/pay-type';
import { expect, test } from 'vitest';
import { createDatabaseBefore, migrateThrough } from '../helpers/postgres/database-before.ts';
import { createTestDatabase } from '../helpers/postgres/test-database.ts';

const NUMBERS = Object.fromEntries(CHANNELS.map((channel) => [channel, CHANNEL_TABLE[channel].payType]));

/** Sums that a worker derives from the ledger and from payments, whose channels are known. */
const DERIVED = ['ledger_day_sums', 'payment_day_starts'];

test('the table, the partner protocol and the database name the same channels by the same numbers', async () => {
  expect(PAY_TYPE).toEqual(NUMBERS);
  for (const channel of CHANNELS) {
    const { payType, wallet } = CHANNEL_TABLE[channel];
    expect(channelOfPayType(payType)).toBe(channel);
    expect(PAY_TYPE_MEANING).toContain(`${payType}（${wallet.zh}）`);
  }
  const { database, drop } = await createTestDatabase();
  try {
    const rows = await database.query<{ channel: string; pay_type: number }>({
      text: 'select channel, pay_type from channels',
    });
    expect(Object.fromEntries(rows.map((row) => [row.channel, row.pay_type]))).toEqual(NUMBERS);
    const keyed = await database.query<{ table_name: string; is_valid: boolean | null }>({
      text: `select c.table_name, (select k.convalidated from pg_constraint k
                                    where k.conrelid = c.table_name::regclass and k.contype = 'f'
                                      and k.confrelid = 'channels'::regclass) as is_valid
               from information_schema.columns c join information_schema.tables using (table_schema, table_name)
              where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'channels'
                and (column_name = 'channel' or (table_name, column_name) = ('orders', 'pay_type'))
              order by table_name`,
    });
    expect(keyed.filter(({ is_valid }) => !is_valid).map(({ table_name }) => table_name)).toEqual(DERIVED);
    expect(keyed.length).toBeGreaterThan(DERIVED.length);
    const checks = await database.query({
      text: `select conname from pg_constraint where contype = 'c' and pg_get_constraintdef(oid) ~ any ($1)`,
      values: [[...CHANNELS]],
    });
    expect(checks).toEqual([]);
  } finally {
    await drop();
  }
});

test('the foreign keys are validated while orders are paid', async () => {
  await using stack = new AsyncDisposableStack();
  const before = await createDatabaseBefore('channels_validated');
  stack.defer(() => before.drop());
  await before.database.transaction(async (tx) => {
    for (const table of ['orders', 'payments', 'ledger_entries']) {
      await tx.query({ text: `lock table ${table} in row exclusive mode` });
    }
    const { applied } = await migrateThrough(before.url, 'channels_validated');
    expect(applied).toHaveLength(1);
  });
});

test('an account form has each of its fields once, and what it depends on', () => {
  for (const [channel, { fields, unproven }] of Object.entries(ACCOUNT_FORMS)) {
    const names = fields.map(({ name }) => name);
    expect(new Set(names).size, channel).toBe(names.length);
    for (const { name, when } of fields) if (when) expect(names, name).toContain(when.name);
    if (unproven) expect(names).toContain(unproven.without);
  }
});

test('words name every channel', () => {
  expect(ANY_WALLET).toEqual({ zh: '微信或支付宝', en: 'WeChat or Alipay' });
  expect(anyOf((channel) => CHANNEL_TABLE[channel].name)).toEqual({
    zh: '微信支付或支付宝',
    en: 'WeChat Pay or Alipay',
  });
});
