import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertNextKeys } from '../../src/apps/app-admin-store.ts';
import { findApp, insertApp } from '../../src/apps/app-store.ts';
import { newSecrets } from '../../src/apps/new-secrets.ts';
import { findChange, insertChange } from '../../src/changes/change-store.ts';
import type { Database, Transaction } from '../../src/db/database.ts';
import { insertBindings } from '../../src/directory/binding-store.ts';
import { findFetchedLink, saveFetchedLink } from '../../src/directory/card-store.ts';
import { IDENTITY_TYPE, SEX } from '../../src/directory/person.ts';
import { savePeople } from '../../src/directory/person-store.ts';
import { resealAll } from '../../src/installation/keys/reseal.ts';
import { SEALED_COLUMNS } from '../../src/installation/keys/sealed-columns.ts';
import { keepMasterKey } from '../../src/installation/master-key-check.ts';
import { saveInvoiceAccount } from '../../src/invoices/account-store.ts';
import { findInvoiceFile, insertInvoiceFile } from '../../src/invoices/file-store.ts';
import {
  findInvoice,
  insertInvoicesOfOrders,
  markInvoiceIssued,
  markInvoiceSent,
} from '../../src/invoices/invoice-store.ts';
import { nuonuoTokens } from '../../src/invoices/nuonuo-tokens-store.ts';
import { markInvoiceReversing, markReversalSent } from '../../src/invoices/reversal-store.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { done } from '../../src/lib/outcome.ts';
import { type DataKeys, firstKeys, vaultOf } from '../../src/lib/vault.ts';
import { saveChannelAccount } from '../../src/merchants/account-store.ts';
import { saveRecipient } from '../../src/messages/recipient-store.ts';
import { findContact, saveContact } from '../../src/operators/contact-store.ts';
import { findOrderById, insertOrders } from '../../src/orders/order-store.ts';
import { markPaymentsSucceeded } from '../../src/payments/booking-store.ts';
import { findPayment, findPaymentRequestBody, insertPayment } from '../../src/payments/payment-store.ts';
import { findRunning, insertRequest } from '../../src/personal-data/request-store.ts';
import { insertCallbacks } from '../../src/processing/callback-store.ts';
import { insertBill } from '../../src/reconciliation/bill-store.ts';
import { findUnreadText } from '../../src/reconciliation/unread-store.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import { newOrder } from '../helpers/partner/new-order.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

/** What each store seals opens for the place that the list of sealed columns names, and for the store afterwards. */
const first = firstKeys(randomBytes(32));
const second: DataKeys = {
  ...first,
  seal: new Map([...first.seal, [2, randomBytes(32)]]),
  sealVersion: 2,
};
const vault = vaultOf(() => first);
const now = new Date();
const SCHOOL = '10086';
const OPERATOR = '7';
const ORDER = '1790000000000000001';
const INVOICE = { appId: 'one', invoiceNo: '1790000000000000002' };
const PAYMENT = { appId: 'one', paymentNo: '1790000000000000005' };
const DAY = { schoolId: SCHOOL, channelAccountId: 'account', date: '2026-08-01' };
const CHANGE = '1790000000000000003';

let created: TestDatabase;
beforeAll(async () => {
  created = await createTestDatabase();
});
afterAll(() => created.drop());

async function writeWithEachStore(tx: Transaction, db: Database): Promise<void> {
  const app = {
    appId: 'one',
    ...newSecrets(),
    schoolId: SCHOOL,
    name: '缴费',
    cipher: 'aes-256-cbc',
  } as const;
  await insertApp(tx, vault, app, now);
  await insertNextKeys(tx, vault, 'one', newSecrets(), now);
  await saveChannelAccount(
    tx,
    vault,
    { channelAccountId: 'account', schoolId: SCHOOL, channel: 'wechat', settings: {}, secrets: { key: 'k' } },
    now,
  );
  await tx.query({
    text: `insert into operators (operator_id, account, name, role, all_schools, status, created_at, created_by, totp_sealed)
           values ($1, 'somebody', '某人', 'support', true, 'invited', $2, 'test', $3)`,
    values: [OPERATOR, now, vault.seal(`operators.totp_sealed|${OPERATOR}`, 'SECRET')],
  });
  await saveContact(tx, vault, OPERATOR, { email: 'somebody@example.edu.cn' });
  const change = {
    changeRequestId: CHANGE,
    kind: 'operator.reset',
    schoolId: SCHOOL,
    subject: 'somebody',
    lines: [],
    base: randomBytes(32),
    payload: { reason: 'x' },
    askedBy: 'admin',
    askedAt: now,
    expiresAt: new Date(now.getTime() + 86_400_000),
  } as const;
  await insertChange(tx, vault, change);
  const person = { schoolId: SCHOOL, userNo: '2026', userName: '张三', sex: SEX.unknown, frozen: false };
  const proofs = { identityType: IDENTITY_TYPE.student, idTailHash: undefined, phoneHash: undefined };
  const [openId = ''] = await savePeople(tx, vault, [{ ...person, ...proofs }], now);
  await insertBindings(
    tx,
    vault,
    [{ schoolId: SCHOOL, openId, channel: 'wechat', uid: 'o1', source: 'operator' }],
    now,
  );
  await saveFetchedLink(tx, vault, { schoolId: SCHOOL, openId: 'holder' }, 'https://card.example/1', now);
  const subject = { schoolId: SCHOOL, userNo: '2026', openId, userName: '张三', uids: ['o1'] };
  const about = { person: '**', askedBy: 'admin', askedAt: now, reason: 'x', counts: {}, subject };
  await insertRequest(tx, vault, { requestId: CHANGE, schoolId: SCHOOL, kind: 'export', ...about }, now);
  await writeInvoices(tx, db);
  const unread = { rowNo: 1, lineNo: 2, fault: 'columns', column: '', text: '坏行', numbers: [] } as const;
  const bill = { rows: [], unread: [unread], gaps: [], file: Buffer.from('账单'), isProven: true } as never;
  await insertBill(tx, vault, DAY, bill, now);
  await writePayment(tx);
  const callback = { callbackId: 'callback|1', kind: 'payment', content: { a: 1 } as never } as const;
  insertCallbacks(tx, vault, [{ ...callback, channelAccountId: 'account', subjectNo: ORDER }], now);
}

async function writePayment(tx: Transaction): Promise<void> {
  insertPayment(tx, vault, {
    ...PAYMENT,
    orderId: ORDER,
    channel: 'wechat',
    scene: 'jsapi',
    channelAccountId: 'account',
    openid: 'o1',
    totalAmount: 100,
    requestBody: '<payment>',
    createdAt: now,
    expiresAt: now,
    dueAt: now,
  });
  const evidence = { transactionId: '42', paidAmount: 100, paidAt: now, payerUid: 'o2' };
  const succeeded = { ...PAYMENT, ...evidence, disposition: 'order', evidenceAccountId: 'account' } as const;
  markPaymentsSucceeded(tx, vault, [succeeded]);
}

async function writeInvoices(tx: Transaction, db: Database): Promise<void> {
  const order = newOrder({
    appId: 'one',
    orderId: ORDER,
    outTradeNo: 'A1',
    createdAt: now,
    openid: 'o1',
    payer: { userNo: '2026', userName: '张三' },
    invoice: { payer_type: 1, payer_name: '张三', phone: '13000000000' } as never,
  });
  await insertOrders(tx, vault, [order]);
  const record = {
    invoiceAccountId: 'nuonuo',
    provider: 'nuonuo',
    settings: {
      taxNo: '1',
      appKey: 'key',
      clerk: '王',
      phone: '1',
      address: '1',
      bank: '1',
      account: '1',
      goodsCode: '1',
    },
    secrets: { appSecret: 'secret' },
  } as const;
  await saveInvoiceAccount(tx, vault, { ...record, schoolId: SCHOOL }, now);
  const account = { accountId: 'nuonuo', appKey: 'key', appSecret: 'secret' } as never;
  const given = async () => done({ token: 'token', expiresAt: new Date(now.getTime() + 86_400_000) });
  await nuonuoTokens(db, vault, systemClock).get(account, given);
  insertInvoicesOfOrders(tx, [{ appId: 'one', orderId: ORDER, invoiceNo: INVOICE.invoiceNo }], now);
  await saveRecipient(tx, vault, {
    recipientId: '1790000000000000005',
    schoolId: SCHOOL,
    name: '财务处',
    method: 'email',
    target: { address: 'caiwu@school.example' },
    language: 'zh',
    kinds: ['money'],
    quiet: undefined,
    enabled: true,
    createdAt: now,
  });
  const sent = { provider: 'nuonuo', accountId: 'nuonuo', amount: 100, requestBody: '<request>' } as const;
  await markInvoiceSent(tx, vault, INVOICE, sent);
  const issued = {
    providerRef: 'r',
    number: '1',
    issuedAt: now,
    files: [{ kind: 'pdf', url: 'http://x' }],
  } as const;
  await markInvoiceIssued(tx, vault, INVOICE, issued, now);
  await markInvoiceReversing(tx, { appId: 'one', orderId: ORDER }, { reissues: false }, now);
  const reversal = { reversalNo: '1790000000000000004', requestBody: '<reversal>' } as never;
  await markReversalSent(tx, vault, { ...INVOICE, reversal: undefined }, reversal);
  await insertInvoiceFile(tx, vault, INVOICE, { kind: 'pdf', content: Buffer.from('%PDF') } as never);
}

test('what every store has sealed is sealed anew by the list, and its store opens it', async () => {
  const db = created.database;
  await keepMasterKey({ db, vault, clock: systemClock });
  await insertSchool(db, { schoolId: SCHOOL, name: '学校' }, now);
  await db.transaction(async (tx) => {
    // what the rows refer to is left out
    await tx.query({ text: 'set local session_replication_role = replica' });
    await writeWithEachStore(tx, { ...db, query: tx.query, transaction: (work) => work(tx) });
  });
  for (const { table, column } of SEALED_COLUMNS) {
    const rows = await db.query({ text: `select from ${table} where ${column} is not null` });
    expect(rows.length, `${table}.${column}`).toBeGreaterThan(0);
  }
  await resealAll(db, second);
  const onlyNew = vaultOf(() => ({
    ...second,
    seal: new Map([...second.seal].filter(([version]) => version === 2)),
  }));
  expect((await findApp(db, onlyNew, 'one'))?.nextKeys?.appSecret).toMatch(/./);
  expect(await findContact(db, onlyNew, OPERATOR)).toMatchObject({ email: 'somebody@example.edu.cn' });
  expect(await findChange(db, onlyNew, 'all', CHANGE)).toMatchObject({ payload: { reason: 'x' }, lines: [] });
  expect(await findRunning(db, onlyNew, 'all', CHANGE)).toMatchObject({ subject: { userNo: '2026' } });
  expect(await findFetchedLink(db, onlyNew, { schoolId: SCHOOL, openId: 'holder' })).toMatchObject({
    link: 'https://card.example/1',
  });
  expect(await findInvoice(db, onlyNew, INVOICE)).toMatchObject({
    sent: { requestBody: '<request>' },
    issued: { files: [{ kind: 'pdf', url: 'http://x' }] },
    reversal: { requestBody: '<reversal>' },
  });
  expect(await findInvoiceFile(db, onlyNew, INVOICE, 'pdf')).toMatchObject({ content: Buffer.from('%PDF') });
  expect(await findUnreadText(db, onlyNew, DAY, 1)).toBe('坏行');
  expect(await findOrderById(db, onlyNew, ORDER)).toMatchObject({
    openid: 'o1',
    payer: { userNo: '2026', userName: '张三' },
  });
  expect(await findPayment(db, onlyNew, PAYMENT)).toMatchObject({ openid: 'o1', payerUid: 'o2' });
  expect(await findPaymentRequestBody(db, onlyNew, PAYMENT)).toBe('<payment>');
});
