import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deliverInScope } from '../../src/invoices/operate-invoice.ts';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import { orderTimeline } from '../../src/timeline/order-timeline.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { COMPANY, invoicesOf } from '../helpers/partner/invoices.ts';
import { waitFor } from '../helpers/wait-for.ts';

const SECRET = 'sms-secret';
const mails: { to: string; raw: string }[] = [];
const messages: URLSearchParams[] = [];
/** How the next e-mails and messages are received. */
const mood = { mail: 'taken' as 'taken' | 'later' | 'never', sms: 'OK' };
/** What a letter waits for before it is acknowledged. */
let hold: Promise<void> = Promise.resolve();

const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo(_address, _session, done) {
    if (mood.mail === 'taken') return done();
    const isLater = mood.mail === 'later';
    done(Object.assign(new Error(mood.mail), { responseCode: isLater ? 451 : 550 }));
  },
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      mails.push({
        to: session.envelope.rcptTo.map(({ address }) => address).join(),
        raw: Buffer.concat(chunks).toString(),
      });
      void hold.then(() => done());
    });
  },
});

/** Takes a message only when its signature holds, as the provider does. */
const smsServer = createServer((request, response) => {
  const { authorization = '', ...headers } = request.headers as Record<string, string>;
  const [, names = ''] = /SignedHeaders=([^,]+)/.exec(authorization) ?? [];
  const [, query = ''] = (request.url ?? '').split('?');
  const signed = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const empty = createHash('sha256').digest('hex');
  const canonical = ['POST', '/', query, signed.join(''), names, empty].join('\n');
  const text = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`;
  const isRight = authorization.endsWith(createHmac('sha256', SECRET).update(text).digest('hex'));
  const result = isRight ? mood.sms : 'SignatureDoesNotMatch';
  if (result === 'OK') messages.push(new URLSearchParams(query));
  response.end(JSON.stringify({ Code: result, Message: result, RequestId: '1' }));
});

let gateway: Gateway;
let invoices: ReturnType<typeof invoicesOf>;
beforeAll(async () => {
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => smsServer.listen(0, '127.0.0.1', resolve));
  const mailPort = (mailServer.server.address() as AddressInfo).port;
  const smsPort = (smsServer.address() as AddressInfo).port;
  gateway = await startGateway({
    senders: {
      smtp: { url: `smtp://127.0.0.1:${mailPort}`, from: '财务处 <noreply@example.edu.cn>' },
      sms: {
        accessKeyId: 'id',
        accessKeySecret: SECRET,
        signName: '知校大学',
        templateCode: 'SMS_1',
        url: `http://127.0.0.1:${smsPort}/`,
      },
    },
  });
  invoices = invoicesOf(gateway);
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await new Promise<void>((resolve) => mailServer.close(resolve));
  smsServer.closeAllConnections();
  smsServer.close();
});
beforeEach(() => {
  Object.assign(mood, { mail: 'taken', sms: 'OK' });
  mails.length = 0;
  messages.length = 0;
});

const deliveryEvents = async (orderId: string) => {
  const { events } = await orderTimeline(gateway.app.core, 'all', orderId);
  return events.filter(({ what }) => /^invoice_(un)?delivered$|^invoice_resent$/.test(what));
};

const statusOf = async (deliveryMethod: string) => {
  const [row] = await gateway.app.core.db.query<{ status: string; failure: string | null }>({
    text: 'select status, failure from invoice_deliveries where delivery_method = $1 order by invoice_no desc limit 1',
    values: [deliveryMethod],
  });
  return row;
};

test('an issued invoice is sent by e-mail with its document, and announced by a short message', async () => {
  const { outTradeNo } = await invoices.paid({ piaoju: COMPANY });
  const invoice = await invoices.reached(outTradeNo, '2');
  await waitFor(async () => mails.length === 1 && messages.length === 1, { what: 'both to arrive' });
  const [mail] = mails;
  expect(mail?.to).toBe(COMPANY.payer_email);
  expect(mail?.raw).toContain(`filename=${invoice.number}.pdf`);
  expect(mail?.raw).toContain(Buffer.from('%PDF-1').toString('base64').slice(0, 6));
  const message = messages[0];
  expect(message?.get('PhoneNumbers')).toBe(COMPANY.phone);
  const { code, number } = JSON.parse(message?.get('TemplateParam') ?? '{}') as Record<string, string>;
  expect(number).toBe(invoice.number);
  expect((await fetch(`${gateway.url}/invoice-files/${code}`)).status).toBe(200);
  await waitFor(async () => (await statusOf('sms'))?.status === 'sent', { what: 'the delivery to be kept' });
});

test('what cannot be taken now is sent later, once', async () => {
  Object.assign(mood, { mail: 'later', sms: 'isv.BUSINESS_LIMIT_CONTROL' });
  const { outTradeNo } = await invoices.paid({ piaoju: COMPANY });
  await invoices.reached(outTradeNo, '2');
  const triedAndWaiting = async () => {
    const [row] = await gateway.app.core.db.query<{ count: number }>({
      text: `select count(*)::int as count from invoice_deliveries
              where status = 'pending' and attempts = 1
                and due_at between $1::timestamptz + interval '45 s' and $1::timestamptz + interval '75 s'`,
      values: [gateway.clock.now()],
    });
    return row?.count === 2;
  };
  await waitFor(triedAndWaiting, { what: 'both to have been tried' });
  expect([mails, messages]).toEqual([[], []]);
  Object.assign(mood, { mail: 'taken', sms: 'OK' });
  await gateway.advance(MINUTE_MS);
  await waitFor(async () => (await statusOf('email'))?.status === 'sent', { what: 'the e-mail to arrive' });
  await waitFor(async () => (await statusOf('sms'))?.status === 'sent', { what: 'the message to arrive' });
  for (let hour = 0; hour < 5; hour += 1) await gateway.advance(60 * MINUTE_MS);
  expect([mails.length, messages.length]).toEqual([1, 1]);
});

test('a mail server that thinks for minutes gets one letter', async () => {
  const held = Promise.withResolvers<void>();
  hold = held.promise;
  const { orderId, outTradeNo } = await invoices.paid({ piaoju: COMPANY });
  const invoice = await invoices.reached(outTradeNo, '2');
  await waitFor(() => mails.length === 1, { what: 'the letter to be on its way' });
  await using _other = await gateway.startWorker();
  for (let minute = 0; minute < 5; minute += 1) await gateway.advance(MINUTE_MS);
  await waitFor(async () => (await statusOf('sms'))?.status === 'sent', { what: 'the message to arrive' });
  await deliverInScope(gateway.app.core, 'all', '王会计', orderId);
  held.resolve();
  await waitFor(async () => (await statusOf('email'))?.status === 'sent', { what: 'the letter to arrive' });
  await waitFor(async () => (await statusOf('sms'))?.status === 'sent', { what: 'the second message' });
  expect(mails).toHaveLength(1);

  await deliverInScope(gateway.app.core, 'all', '王会计', orderId);
  await waitFor(() => mails.length === 2, { what: 'the letter an operator wants sent again' });
  expect(mails[1]?.raw).toContain(`invoice-${invoice.piaoju_no}@zhixiao`);
  // the first of the two resends found the letter still on its way
  await waitFor(async () => (await deliveryEvents(orderId)).length === 8, {
    what: 'all deliveries to be recorded',
  });
  const [ofSms, ofEmail] = [
    ['invoice_delivered', 'invoice_resent', 'invoice_delivered', 'invoice_resent', 'invoice_delivered'],
    ['invoice_delivered', 'invoice_resent', 'invoice_delivered'],
  ];
  const events = await deliveryEvents(orderId);
  const told = (wanted: string) =>
    events
      .filter((event) => 'deliveryMethod' in event && event.deliveryMethod === wanted)
      .map(({ what }) => what);
  expect([told('sms'), told('email')]).toEqual([ofSms, ofEmail]);
  expect(events.filter(({ what }) => what === 'invoice_resent')).toMatchObject([{ by: '王会计' }, {}, {}]);
});

test('an address that is refused for good is not tried again, and the invoice stays issued', async () => {
  Object.assign(mood, { mail: 'never', sms: 'isv.MOBILE_NUMBER_ILLEGAL' });
  const { outTradeNo } = await invoices.paid({ piaoju: COMPANY });
  await invoices.reached(outTradeNo, '2');
  for (const deliveryMethod of ['email', 'sms']) {
    await waitFor(async () => (await statusOf(deliveryMethod))?.status === 'failed', {
      what: `${deliveryMethod} to be given up`,
    });
    expect((await statusOf(deliveryMethod))?.failure).not.toContain(COMPANY.phone);
  }
  expect((await invoices.query(outTradeNo)).content.status).toBe('2');
});
