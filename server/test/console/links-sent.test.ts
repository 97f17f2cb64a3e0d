import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approved } from '../helpers/console/changes.ts';
import {
  type ConsoleClient,
  firstAdministrator,
  invited,
  PASSWORD,
  tokenOf,
  visitor,
} from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

const EMAIL = 'cashier@example.edu.cn';
const PHONE = '13912345678';

const mails: string[] = [];
const messages: URLSearchParams[] = [];
let isMailRefused = false;
const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: (_address, _session, done) =>
    done(isMailRefused ? Object.assign(new Error('no'), { responseCode: 550 }) : null),
  onData(stream, _session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      mails.push(Buffer.concat(chunks).toString());
      done();
    });
  },
});
const smsServer = createServer((request, response) => {
  messages.push(new URLSearchParams(request.url?.split('?')[1]));
  response.end(JSON.stringify({ Code: 'OK' }));
});

let gateway: Gateway;
let admin: ConsoleClient;
let asker: ConsoleClient;
beforeAll(async () => {
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => smsServer.listen(0, '127.0.0.1', resolve));
  const mailPort = (mailServer.server.address() as AddressInfo).port;
  const smsPort = (smsServer.address() as AddressInfo).port;
  gateway = await startGateway({
    senders: {
      smtp: { url: `smtp://127.0.0.1:${mailPort}/`, from: 'noreply@example.edu.cn' },
      sms: {
        accessKeyId: 'id',
        accessKeySecret: 'secret',
        signName: '知校',
        templateCode: 'SMS_1',
        linkTemplateCode: 'SMS_2',
        url: `http://127.0.0.1:${smsPort}/`,
      },
    },
  });
  admin = await firstAdministrator(gateway);
  asker = await invited(gateway, admin, { account: 'system', role: 'system_administrator' });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await new Promise<void>((resolve) => mailServer.close(resolve));
  await new Promise((resolve) => smsServer.close(resolve));
});

/** The link that a letter holds. */
function linkIn(letter = ''): string {
  const [head = '', ...body] = letter.split('\r\n\r\n');
  const text = head.includes('base64')
    ? Buffer.from(body.join(''), 'base64').toString()
    : body.join('\r\n').replaceAll('=\r\n', '').replaceAll('=3D', '=');
  const [link = ''] = /http:\S+/.exec(text) ?? [];
  return link;
}
const invite = (account: string, contact: object) =>
  asker.call('POST /operators', { account, name: '出纳', role: 'finance', ...contact });

test('a link is e-mailed to its operator: neither who asked nor who approved sees it', async () => {
  const submitted = await invite('cashier', { email: EMAIL, phone: PHONE });
  const answer = await approved(admin, submitted);
  expect(answer.body).toEqual({ link: { sentBy: 'email', sentTo: 'c***@example.edu.cn' } });
  expect(messages).toEqual([]);
  const cashier = visitor(gateway);
  const token = tokenOf(linkIn(mails.at(-1)));
  expect((await cashier.call('POST /links/use', { token, password: PASSWORD })).body.state).toBe('signed_in');
});

test('a contact is sealed, masked in lists and in the audit log, and shown to who decides', async () => {
  const [row] = (await admin.call('GET /operators', { text: 'cashier' })).body.rows;
  expect(row.contact).toEqual({ email: 'c***@example.edu.cn', phone: expect.stringMatching(/^139\*+5678$/) });
  const log = JSON.stringify((await admin.call('GET /audit', { limit: 50 })).body);
  const [stored] = await gateway.app.core.db.query<{ rows: string }>({
    text: `select (select string_agg(o::text, '') from operators o) ||
                  (select string_agg(c::text, '') from change_requests c) as rows`,
  });
  for (const secret of [EMAIL, PHONE, Buffer.from(EMAIL).toString('hex')]) {
    expect(log).not.toContain(secret);
    expect(stored?.rows).not.toContain(secret);
  }
  const { operatorId } = row;
  const moved = { operatorId, name: '出纳', role: 'finance', email: 'elsewhere@example.com' };
  const { changeRequestId } = (await asker.call('PUT /operators/:operatorId', moved)).body;
  const seen = await admin.call('GET /changes/:changeRequestId', { changeRequestId });
  expect(seen.body.lines).toEqual([{ field: 'email', before: EMAIL, after: 'elsewhere@example.com' }]);
  await asker.call('POST /changes/:changeRequestId/withdraw', { changeRequestId });
});

test('an address that is no longer the operator’s is removed, by two people', async () => {
  await approved(admin, await invite('leaver', { email: 'leaver@example.edu.cn', phone: PHONE }));
  const [{ operatorId }] = (await admin.call('GET /operators', { text: 'leaver' })).body.rows;
  const change = async (contact: object) => {
    const input = { operatorId, name: '出纳', role: 'finance', ...contact };
    const { changeRequestId } = (await asker.call('PUT /operators/:operatorId', input)).body;
    const { lines } = (await admin.call('GET /changes/:changeRequestId', { changeRequestId })).body;
    await admin.call('POST /changes/:changeRequestId/approve', { changeRequestId, reason: '核对无误' });
    const [row] = (await admin.call('GET /operators', { text: 'leaver' })).body.rows;
    return { lines, contact: row.contact };
  };
  expect(await change({ email: '' })).toEqual({
    lines: [{ field: 'email', before: 'leaver@example.edu.cn', after: null }],
    contact: { phone: expect.stringMatching(/^139\*+5678$/) },
  });
  expect((await change({ phone: '' })).contact).toEqual({});
  // there is nothing left to send a link to: it is shown to who approved
  const reset = await asker.call('POST /operators/:operatorId/reset', { operatorId, reason: '忘记密码' });
  expect((await approved(admin, reset)).body.link.address).toContain('/console/welcome#');
});

test('where the mail server refuses the address a short message is sent', async () => {
  isMailRefused = true;
  const [{ operatorId }] = (await admin.call('GET /operators', { text: 'cashier' })).body.rows;
  const reset = { operatorId, reason: '忘记密码' };
  const answer = await approved(admin, await asker.call('POST /operators/:operatorId/reset', reset));
  expect(answer.body).toEqual({ link: { sentBy: 'sms', sentTo: expect.stringMatching(/^139\*+5678$/) } });
  const [message] = messages;
  expect(message?.get('TemplateCode')).toBe('SMS_2');
  const { code } = JSON.parse(message?.get('TemplateParam') ?? '{}');
  const again = await visitor(gateway).call('POST /links/use', { token: code, password: PASSWORD });
  expect(again.body.state).toBe('signed_in');
});

test('a link that nobody took is shown to who approved, once', async () => {
  const submitted = await invite('guard', { email: 'guard@example.edu.cn' });
  const answer = await approved(admin, submitted);
  expect(answer.body.link.address).toContain('/console/welcome#');
  expect(JSON.stringify((await asker.call('GET /changes')).body)).not.toContain('welcome');
});

test.each([{ email: 'no address' }, { email: 'a@b' }, { phone: '12345' }, { phone: '1391234567x' }])(
  'a contact that is none is refused: %j',
  async (contact) => {
    const answer = await invite('nobody', contact);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid']);
  },
);
