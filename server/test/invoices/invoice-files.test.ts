import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveInvoiceAccount } from '../../src/invoices/account-store.ts';
import { configureInvoiceAccount } from '../../src/invoices/configure-invoice-account.ts';
import { retryInScope } from '../../src/invoices/operate-invoice.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { listOpenProblems } from '../../src/overview/open-problems.ts';
import { emulatedNuonuo } from '../helpers/channels/emulated-nuonuo.ts';
import { chunkOf, PNG_SIGNATURE, pngOf } from '../helpers/files/png.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { invoicesOf, PERSON } from '../helpers/partner/invoices.ts';

let gateway: Gateway;
let invoices: ReturnType<typeof invoicesOf>;
beforeAll(async () => {
  gateway = await startGateway();
  invoices = invoicesOf(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const SEALED = { invoiceAccountId: 'sealed', schoolId: '10086', provider: 'receipt', secrets: {} } as const;

/** As an earlier release kept it, which looked at the first eight bytes. */
function keepSeal(file: Buffer): Promise<void> {
  const { db, vault, clock } = gateway.app.core;
  const account = { ...SEALED, settings: { sealPng: file.toString('base64') } };
  return db.transaction((tx) => saveInvoiceAccount(tx, vault, account, clock.now()));
}

async function uploadSeal(file: Buffer): Promise<void> {
  const settings = { sealPng: file.toString('base64') };
  await configureInvoiceAccount(gateway.app.core, ['10086'], { ...SEALED, settings });
}

async function unfiled(): Promise<(string | undefined)[]> {
  const { rows } = await listOpenProblems(gateway.app.core, 'all', 'invoice_unfiled', {
    limit: 100,
  } as Parameters<typeof listOpenProblems>[3]);
  return rows.map(({ orderId }) => orderId);
}

const isListed = (orderId: string, listed = true) =>
  gateway.advanceUntil(30 * SECOND_MS, `${orderId} to be ${listed ? '' : 'un'}listed`, async () => {
    return (await unfiled()).includes(orderId) === listed;
  });

async function fileOf(outTradeNo: string): Promise<Buffer> {
  const { url } = await invoices.reached(outTradeNo, '2', 15 * SECOND_MS);
  return Buffer.from(await (await fetch(url ?? '')).arrayBuffer());
}

async function attemptsAt(orderId: string): Promise<number> {
  const [row] = await gateway.app.core.db.query<{ checks: number; due_at: Date | null }>({
    text: 'select checks, due_at from invoices where order_id = $1',
    values: [orderId],
  });
  expect(row?.due_at).toBeNull();
  return row?.checks ?? Number.NaN;
}

test('a seal that unpacks to more than it says holds up its own receipt, is listed, and a better one mends it', async () => {
  const plain = await invoices.paid({ piaoju: PERSON });
  await fileOf(plain.outTradeNo);
  await keepSeal(pngOf({ width: 1, height: 1, pixels: deflateSync(Buffer.alloc(100_000_000)) }));
  const poisoned = await invoices.paid({ piaoju: PERSON });
  await isListed(poisoned.orderId);
  const tries = await attemptsAt(poisoned.orderId);

  // receipts of others go on meanwhile, and this one is not tried for ever
  await gateway.app.core.db.query({ text: 'update invoice_accounts set enabled = false' });
  const neighbour = await invoices.paid({ piaoju: PERSON });
  expect((await fileOf(neighbour.outTradeNo)).subarray(0, 5).toString()).toBe('%PDF-');
  await gateway.advance(90 * MINUTE_MS);
  expect(await attemptsAt(poisoned.orderId)).toBe(tries);
  expect(await unfiled()).toEqual([poisoned.orderId]);

  // asked for again it fails again; with another seal it is drawn at once
  await retryInScope(gateway.app.core, ['10086'], poisoned.orderId);
  await isListed(poisoned.orderId, false);
  await isListed(poisoned.orderId);
  await uploadSeal(pngOf({ width: 30, height: 30 }));
  expect((await fileOf(poisoned.outTradeNo)).includes('/Subtype /Image')).toBe(true);
  expect(await unfiled()).toEqual([]);
});

test('an account whose seal is plainly none issues nothing until it has another', async () => {
  await keepSeal(Buffer.concat([PNG_SIGNATURE, chunkOf('tEXt', Buffer.alloc(12), { length: -12 })]));
  const order = await invoices.paid({ piaoju: PERSON });
  await gateway.advanceUntil(SECOND_MS, 'the alert about the bad seal', async () => {
    const told = await gateway.app.core.db.query<{ detail: string }>({
      text: `select detail from invoice_attempts join invoices using (app_id, invoice_no)
              where order_id = $1 and detail like '%sealPng%已损坏%'`,
      values: [order.orderId],
    });
    return told.length > 0;
  });
  expect(await unfiled()).toEqual([]);
  await uploadSeal(pngOf({ width: 30, height: 30 }));
  expect((await fileOf(order.outTradeNo)).includes('/Subtype /Image')).toBe(true);
});

test('a page in the place of a document is not kept; what is a document is', async () => {
  const nuonuo = await emulatedNuonuo(gateway);
  const page = {
    fault: 'status',
    status: 200,
    body: '<!doctype html><script>alert(1)</script>',
    times: 1000,
  };
  for (const path of ['\\.xml$', '\\.ofd$']) await nuonuo.fault({ match: { path }, ...page });
  const half = await invoices.paid({ piaoju: PERSON });
  const pdf = await fileOf(half.outTradeNo);
  expect(pdf.toString()).toMatch(/^%PDF/);
  const kinds = await gateway.app.core.db.query<{ kind: string }>({
    text: 'select kind from invoice_files join invoices using (app_id, invoice_no) where order_id = $1',
    values: [half.orderId],
  });
  expect(kinds.map(({ kind }) => kind)).toEqual(['pdf']);

  await nuonuo.fault({ match: { path: '\\.pdf$' }, ...page });
  const none = await invoices.paid({ piaoju: PERSON });
  await isListed(none.orderId);
  await nuonuo.clearFaults();
  await retryInScope(gateway.app.core, ['10086'], none.orderId);
  expect((await fileOf(none.outTradeNo)).toString()).toMatch(/^%PDF/);
  expect(await unfiled()).toEqual([]);
});

test('documents are handed out as files that no browser runs', async () => {
  const { url } = await invoices.reached(
    (await invoices.paid({ piaoju: PERSON })).outTradeNo,
    '2',
    15 * SECOND_MS,
  );
  for (const kind of ['pdf', 'ofd', 'xml']) {
    const answer = await fetch((url ?? '').replace(/pdf$/, kind));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.]+"$/);
    expect(answer.headers.get('content-security-policy')).toBe(
      "sandbox; default-src 'none'; frame-ancestors 'none'",
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  }
});
