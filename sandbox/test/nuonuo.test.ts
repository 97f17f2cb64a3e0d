import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Misconduct, type NuonuoSeller, startNuonuoSeller } from './helpers/nuonuo-seller.ts';
import { newNumber } from './helpers/sandbox.ts';
import { waitFor } from './helpers/wait-for.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let seller: NuonuoSeller;
/** The order number of each test. */
let no: string;
let violationsBefore: number;
beforeAll(async () => {
  seller = await startNuonuoSeller();
});
afterAll(() => seller[Symbol.asyncDispose]());
beforeEach(async () => {
  no = newNumber('N');
  await seller.plan({});
  violationsBefore = 0;
  violationsBefore = (await violations()).length;
});

const issue = (orderNo: string, changes?: object, line?: object) =>
  seller.call('requestBillingNew', seller.order(orderNo, changes, line));
/** What the seller was told about the order of this test. */
const hints = () =>
  seller.receiver.received
    .map(({ body }) => new URLSearchParams(body))
    .filter((form) => form.get('orderno') === no);
const violations = async () =>
  (JSON.parse((await seller.admin('GET', '/violations')).text) as { kind: string }[])
    .slice(violationsBefore)
    .map(({ kind }) => kind);

test('a token is for the right secret, ends the one before, and there are only so many in 30 days', async () => {
  expect(await seller.newToken('wrong')).not.toHaveProperty('access_token');
  const first = await seller.newToken();
  expect(first).toMatchObject({ expires_in: 86_400 });
  await seller.newToken();
  expect(await seller.call('queryInvoiceResult', {}, { token: String(first.access_token) })).toMatchObject({
    code: '070302',
  });
  const setBudget = (budget: number) =>
    seller.admin('PUT', '/nuonuo/accounts/SD00000001', { token_budget: budget });
  await setBudget(3);
  expect(await seller.newToken()).not.toHaveProperty('access_token');
  await seller.advance(30 * 24 * HOUR_MS);
  expect(await seller.newToken()).toHaveProperty('access_token');
  await seller.advance(24 * HOUR_MS);
  expect((await seller.call('queryInvoiceResult', {})).code).toBe('070302');
  await setBudget(50);
  await seller.newToken();
});

test.each<[string, Misconduct, string]>([
  ['the wrong secret', { secret: 'wrong' }, '070104'],
  ['a body that is not the signed one', { sentBody: '{}' }, '070104'],
  ['a call of long ago', { secondsAgo: 600 }, '070103'],
  ["another's tax number", { taxNo: '91330100799655058B' }, '070201'],
])('%s is refused', async (_what, misconduct, code) => {
  expect(await seller.call('requestBillingNew', seller.order(no), misconduct)).toMatchObject({ code });
  expect((await seller.call('queryInvoiceResult', { orderNos: [no] })).code).toBe('E9500');
});

test('there are no other methods', async () => {
  expect((await seller.call('deleteEverything', {})).code).toBe('070201');
});

test.each<[object, object, string]>([
  [{ orderNo: '1'.repeat(21) }, {}, 'orderNo'],
  [{ buyerName: '' }, {}, 'buyerName'],
  [{ clerk: '王会计' }, {}, '开票员'],
  [{ salerTaxNum: '91330100799655058B' }, {}, '税号'],
  [{ naturalPersonFlag: '0' }, {}, '购方税号'],
  [{ remark: '备'.repeat(201) }, {}, 'remark'],
  [{ invoiceDetail: [] }, {}, 'invoiceDetail'],
  [{}, { goodsCode: '304' }, 'goodsCode'],
  [{}, { taxIncludedAmount: '0.001' }, 'taxIncludedAmount'],
  [{}, { price: '2.00' }, '单价'],
  [{}, { taxRate: '' }, 'taxRate'],
  [{}, { taxRate: '0' }, '零税率标识'],
  [{}, { taxRate: '0', zeroRateFlag: '2', favouredPolicyFlag: '03' }, '零税率标识'],
  [{}, { zeroRateFlag: '1', favouredPolicyFlag: '03' }, '零税率标识'],
])('%# is no order', async (changes, line, word) => {
  expect(await issue(no, changes, line)).toMatchObject({
    code: 'E9003',
    describe: expect.stringContaining(word),
  });
});

test.each([
  ['03', '1'],
  ['04', '2'],
  ['0', '3'],
])('at rate 0, policy %s goes with 零税率标识 %s', async (favouredPolicyFlag, zeroRateFlag) => {
  expect((await issue(no, {}, { taxRate: '0', favouredPolicyFlag, zeroRateFlag })).code).toBe('E0000');
});

test('accepted is not issued; once issued, its files are there, and the seller gets a hint', async () => {
  await seller.plan({ delay_ms: MINUTE_MS });
  expect(await issue(no)).toMatchObject({ code: 'E0000', result: { invoiceSerialNum: expect.any(String) } });
  expect(await seller.record(no)).toMatchObject({ status: '20' });
  expect(hints()).toEqual([]);
  await seller.advance(MINUTE_MS);
  const issued = await seller.record(no);
  expect(issued).toMatchObject({
    status: '2',
    allElectronicInvoiceNumber: expect.stringMatching(/^\d{20}$/),
  });
  expect(await seller.record(no)).toEqual(issued);
  for (const name of ['pdfUrl', 'ofdUrl', 'xmlUrl']) {
    const file = await fetch(issued[name] ?? '');
    expect(await file.text()).toContain(issued.allElectronicInvoiceNumber);
  }
  expect((await fetch(`${seller.url}/nuonuo/files/1.pdf`)).status).toBe(404);

  const form = await waitFor('the hint to the seller', () => hints()[0]);
  expect(form.get('operater')).toBe('callback');
  expect(JSON.parse(form.get('content') ?? '')).toMatchObject({ c_status: '1' });
});

test('a number stands for one order', async () => {
  await issue(no);
  expect((await issue(no)).code).toBe('E9106');
  expect(await violations()).toEqual([]);
  expect((await issue(no, { buyerName: '小红' })).code).toBe('E9106');
  expect(await violations()).toEqual(['invoice_number_with_other_terms']);
});

test('an order that fails says why', async () => {
  await seller.plan({ outcome: 'failed', reason: '商品编码不可用' });
  await issue(no);
  expect(await seller.record(no)).toMatchObject({ status: '22', failCause: '商品编码不可用' });
});

test('a seal that failed is put on again', async () => {
  await seller.plan({ outcome: 'seal_failed' });
  await issue(no);
  const { status, serialNo: fpqqlsh } = await seller.record(no);
  expect(status).toBe('24');
  expect((await seller.call('reInvoice', { fpqqlsh, orderno: no })).code).toBe('E0000');
  expect(await seller.record(no)).toMatchObject({ status: '2' });
  expect((await seller.call('reInvoice', { fpqqlsh, orderno: no })).code).toBe('E9612');
});

test('an order waits for a person until he is there', async () => {
  await seller.plan({ outcome: 'blocked' });
  await issue(no);
  expect(await seller.record(no)).toMatchObject({ status: '20', statusMsg: '开票员需要扫码认证' });
  await seller.admin('POST', `/nuonuo/accounts/SD00000001/invoices/${no}/outcome`, { outcome: 'issued' });
  expect(await seller.record(no)).toMatchObject({ status: '2' });
});

const reverse = async (billId: string, blueElecInvoiceNumber: string | undefined) =>
  seller.call('saveInvoiceRedConfirm', { billId, blueElecInvoiceNumber, redReason: '4' });
const form = async (billId: string) => {
  const { result } = await seller.call('queryInvoiceRedConfirm', { billId });
  return (result as { list: Record<string, string>[] }).list[0];
};

test('an invoice is reversed once', async () => {
  await issue(no);
  const { allElectronicInvoiceNumber: number } = await seller.record(no);
  await seller.plan({ delay_ms: MINUTE_MS });
  expect((await reverse(`R${no}`, number)).code).toBe('E0000');
  expect(await form(`R${no}`)).toMatchObject({ billStatus: '15', redInvoiceNumber: null });
  expect(await reverse(`R${no}`, number)).toMatchObject({ code: 'E9999', describe: '申请号重复' });
  await seller.advance(MINUTE_MS);
  expect(await form(`R${no}`)).toMatchObject({
    billStatus: '01',
    redInvoiceNumber: expect.stringMatching(/^\d{20}$/),
  });
  expect(await violations()).toEqual([]);
  expect((await reverse(`S${no}`, number)).code).toBe('E9201');
  expect(await violations()).toEqual(['invoice_reversed_twice']);
  expect((await reverse(`T${no}`, '0')).code).toBe('E9500');
  expect(await form(`T${no}`)).toBeUndefined();
});

const refresh = async (billId: string) =>
  seller.call('refreshInvoiceRedConfirm', { identity: '0', billUuid: (await form(billId))?.billUuid });

test.each([
  ['reversed', '04', /^\d{20}$/],
  ['rejected', '05', undefined],
])(
  'what a buyer decides at the tax office (%s) is not known before it is asked for',
  async (outcome, status, number) => {
    await issue(no);
    await seller.plan({ red_outcome: 'awaiting_buyer' });
    await reverse(`R${no}`, (await seller.record(no)).allElectronicInvoiceNumber);
    await seller.admin('POST', `/nuonuo/accounts/SD00000001/red-forms/R${no}/decision`, { outcome });
    expect(await form(`R${no}`)).toMatchObject({ billStatus: '02', redInvoiceNumber: null });
    expect((await refresh(`R${no}`)).code).toBe('E0000');
    expect(await form(`R${no}`)).toMatchObject({
      billStatus: status,
      redInvoiceNumber: number ? expect.stringMatching(number) : null,
    });
  },
);

test('a form nobody confirms is void after 72 hours, and another may follow', async () => {
  await issue(no);
  const { allElectronicInvoiceNumber: number } = await seller.record(no);
  await seller.plan({ red_outcome: 'awaiting_buyer' });
  await reverse(`R${no}`, number);
  expect(await form(`R${no}`)).toMatchObject({ billStatus: '02' });
  await seller.advance(72 * HOUR_MS);
  await seller.newToken();
  await refresh(`R${no}`);
  expect(await form(`R${no}`)).toMatchObject({ billStatus: '07' });
  await seller.plan({ red_outcome: 'rejected' });
  expect((await reverse(`S${no}`, number)).code).toBe('E0000');
  expect(await form(`S${no}`)).toMatchObject({ billStatus: '16', billMessage: '税局拒绝了申请' });
});

test('faults pick an order by its number, and may hide that it was issued', async () => {
  const other = newNumber('N');
  const match = { path: 'requestBillingNew$', out_trade_no: `^${other}$` };
  await seller.admin('POST', '/faults', { match, fault: 'timeout_after' });
  expect((await issue(no)).code).toBe('E0000');
  await expect(issue(other)).rejects.toThrow('timeout');
  expect(await seller.record(other)).toMatchObject({ status: '2' });
});
