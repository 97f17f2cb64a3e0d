import { afterAll, beforeAll, expect, test } from 'vitest';
import { reverseInvoice } from '../../src/invoices/reverse-invoice.ts';
import { agreed } from '../helpers/consent.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { COMPANY, invoicesOf, PERSON } from '../helpers/partner/invoices.ts';

let gateway: Gateway;
let invoices: ReturnType<typeof invoicesOf>;
beforeAll(async () => {
  gateway = await startGateway();
  invoices = invoicesOf(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const keyOf = (orderId: string) => ({ appId: 'partner1', orderId });

test('an invoice that came with the order is issued when it is paid, and can be fetched and checked', async () => {
  const { outTradeNo } = await invoices.paid({ piaoju: COMPANY, total_fee: '19800' });
  const invoice = await invoices.reached(outTradeNo, '2');
  expect(invoice).toMatchObject({ total_fee: '19800', number: invoice.piaoju_no });
  const file = await fetch(invoice.url ?? '');
  expect(file.headers.get('content-type')).toBe('application/pdf');
  expect(
    Buffer.from(await file.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
  const page = await (await fetch(invoice.verify_url ?? '')).text();
  expect(page).toContain('沙箱测试票据，无效');
  expect(page).toContain('198.00');
  expect(page).not.toContain(COMPANY.payer_name);
});

test('an invoice is under way until its file can be fetched', async () => {
  const { outTradeNo, orderId } = await invoices.paid();
  await invoices.create(outTradeNo);
  await invoices.reached(outTradeNo, '2');
  // as it stands between being issued and its files being kept
  await gateway.app.core.db.query({
    text: 'update invoices set archived_at = null, due_at = null where order_id = $1',
    values: [orderId],
  });
  const { content } = await invoices.query(outTradeNo);
  expect(content).toMatchObject({ status: '1', piaoju_no: expect.any(String) });
  for (const field of ['url', 'number', 'time_end', 'verify_url']) expect(content).not.toHaveProperty(field);
});

test('a paid order gets its invoice later, by either of its numbers, and the same request is the same invoice', async () => {
  const { outTradeNo, orderId } = await invoices.paid();
  expect(await invoices.create(outTradeNo)).toMatchObject({ code: 0, message: '开票成功' });
  const { phone, payer_name } = PERSON;
  const again = { zx_order_no: orderId, pay_type: '1', payer_name, phone };
  expect(await gateway.partner.call('piaoju_create', again)).toMatchObject({ code: 0, message: '开票成功' });
  await invoices.reached(outTradeNo, '2');
  expect(await invoices.create(outTradeNo)).toMatchObject({ code: 0 });
  expect(await invoices.rows(orderId)).toMatchObject([{ status: 'issued', source: 'partner' }]);
  expect(await invoices.create(outTradeNo, { ...PERSON, payer_name: '小红' })).toMatchObject({
    code: -1,
    message: 'payer_name 与该订单已申请的票据不一致',
  });
});

test('many requests at once are one invoice', async () => {
  const { outTradeNo, orderId } = await invoices.paid();
  const answers = await Promise.all(Array.from({ length: 20 }, () => invoices.create(outTradeNo)));
  expect(answers.every(({ code }) => code === 0)).toBe(true);
  await invoices.reached(outTradeNo, '2');
  expect(await invoices.rows(orderId)).toHaveLength(1);
});

test('what cannot have an invoice is refused, each with its reason', async () => {
  const unpaid = await gateway.partner.order();
  expect(await invoices.create(unpaid.outTradeNo)).toMatchObject({ code: -1, message: '订单未支付' });
  expect(await invoices.query(unpaid.outTradeNo)).toMatchObject({ code: -1, message: '该订单尚未申请票据' });
  expect(await invoices.create('never-ordered')).toMatchObject({ code: -1, message: '订单不存在' });
  expect(await gateway.partner.call('piaoju_create', PERSON)).toMatchObject({
    code: -2,
    message: 'out_trade_no 与 zx_order_no 至少填一项',
  });
  const other = await gateway.partner.order();
  const mixed = { out_trade_no: unpaid.outTradeNo, zx_order_no: other.orderId, ...PERSON };
  expect(await gateway.partner.call('piaoju_create', mixed)).toMatchObject({
    code: -1,
    message: '订单不存在',
  });
  const { outTradeNo } = await invoices.paid();
  await invoices.refund(outTradeNo, 100);
  expect(await invoices.create(outTradeNo)).toMatchObject({ code: -1, message: '订单已全额退款' });
});

test('a full refund takes the invoice back for good', async () => {
  const { outTradeNo, orderId } = await invoices.paid({ piaoju: PERSON });
  const { url, verify_url } = await invoices.reached(outTradeNo, '2');
  await invoices.refund(outTradeNo, 100);
  await invoices.reached(outTradeNo, '5');
  expect(await invoices.rows(orderId)).toMatchObject([{ status: 'reversed', amount: '100' }]);
  expect(await (await fetch(verify_url ?? '')).text()).toContain('已红冲作废');
  expect((await fetch(url ?? '')).status).toBe(404);
});

test('a partial refund takes the invoice back and issues what is left', async () => {
  const { outTradeNo, orderId } = await invoices.paid({ piaoju: PERSON });
  await invoices.reached(outTradeNo, '2');
  await invoices.refund(outTradeNo, 30);
  const rest = await invoices.reached(outTradeNo, '2');
  expect(rest.total_fee).toBe('70');
  await invoices.refund(outTradeNo, 20);
  expect(await invoices.reached(outTradeNo, '2')).toMatchObject({ total_fee: '50' });
  expect(await invoices.rows(orderId)).toMatchObject([
    { status: 'reversed', amount: '100', source: 'order' },
    { status: 'reversed', amount: '70', source: 'remainder' },
    { status: 'issued', amount: '50', source: 'remainder' },
  ]);
});

test('an operator takes an invoice back, and another can be asked for', async () => {
  const { outTradeNo, orderId } = await invoices.paid({ piaoju: PERSON });
  await invoices.reached(outTradeNo, '2');
  const wanted = { by: '王会计', reason: '抬头有误' };
  await reverseInvoice(gateway.app.core, keyOf(orderId), wanted);
  await invoices.reached(outTradeNo, '5');
  await expect(reverseInvoice(gateway.app.core, keyOf(orderId), wanted)).rejects.toMatchObject({
    code: 'invoice_not_issued',
  });
  expect(await invoices.create(outTradeNo, COMPANY)).toMatchObject({ code: 0 });
  await invoices.reached(outTradeNo, '2');
  expect(await invoices.rows(orderId)).toMatchObject([{ status: 'reversed' }, { status: 'issued' }]);
});

test('a payer asks for an invoice, and only the browser that paid is given it', async () => {
  const { outTradeNo, orderId, cookie } = await invoices.paid();
  const page = `${gateway.url}/pay/invoice/${orderId}`;
  const ask = (values: Record<string, string>) =>
    fetch(page, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ ...agreed(gateway, 'invoice'), ...values }),
    });

  expect(await (await fetch(page, { headers: { cookie } })).text()).toContain('申请票据');
  const wrong = await ask({ payer_type: '1', payer_name: '小明', phone: '1300' });
  expect(wrong.status).toBe(409);
  expect(await wrong.text()).toContain('接收手机格式错误，应为 11 位手机号');
  const company = {
    payer_type: '2',
    payer_name: '公司',
    payer_taxnum: '12100000400000624E',
    phone: '13000000000',
  };
  expect(await (await ask(company)).text()).toContain('校验位不符');
  const taken = await ask({ ...company, sure: company.payer_taxnum });
  expect(taken.status).toBe(303);

  await invoices.reached(outTradeNo, '2');
  const own = await (await fetch(page, { headers: { cookie } })).text();
  const [, file = ''] = /href="([^"]+\.pdf)"/.exec(own) ?? [];
  expect((await fetch(file)).status).toBe(200);
  await invoices.refund(outTradeNo, 30);
  await invoices.reached(outTradeNo, '2');
  const rest = await (await fetch(page, { headers: { cookie } })).text();
  const [, restFile = ''] = /href="([^"]+\.pdf)"/.exec(rest) ?? [];
  expect(restFile).not.toBe(file);
  expect((await fetch(restFile)).status).toBe(200);
  const others = await (await fetch(page)).text();
  expect(others).toContain('票据已开具');
  expect(others).not.toContain('.pdf');
});

test('nobody finds a document by guessing, nor a page of an order that is not there', async () => {
  for (const path of [
    'receipt/0000000000000000',
    'invoice-files/0000000000000000.pdf',
    'invoice-files/x.exe',
    'pay/invoice/1',
  ]) {
    expect((await fetch(`${gateway.url}/${path}`)).status, path).toBe(404);
  }
});

test('whom an invoice is made out to is in the database only sealed', async () => {
  const name = '独孤求败一二三';
  const { outTradeNo } = await invoices.paid({
    piaoju: { ...COMPANY, payer_name: name, payer_email: 'duguqiubai@example.com' },
  });
  await invoices.reached(outTradeNo, '2');
  for (const table of ['invoices', 'invoice_files', 'orders']) {
    const rows = await gateway.app.core.db.query<{ row: string }>({
      text: `select t::text as row from ${table} t`,
    });
    const text = rows.map(({ row }) => row).join('\n');
    for (const canary of [name, 'duguqiubai']) {
      expect(text, table).not.toContain(canary);
      expect(text, table).not.toContain(Buffer.from(canary).toString('hex'));
    }
  }
});
