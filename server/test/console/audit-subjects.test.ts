import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSOLE_ROUTES } from '../../src/apis/console/all-routes.ts';
import { findAccount } from '../../src/merchants/account-store.ts';
import {
  type ConsoleClient,
  type ConsoleReply,
  firstAdministrator,
  invited,
} from '../helpers/console/console.ts';
import { softPasskey } from '../helpers/console/soft-passkey.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

/** Whatever changes a thing says in the audit log which: else nobody finds what was done to it. */
let gateway: Gateway;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'helper', role: 'support' });
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** Of who asks, whom every entry names; of nothing kept; of many at once; of what is not there yet. */
const OF_NO_THING: readonly string[] = [
  'POST /sign-in/second-factor',
  'POST /sign-in/passkey',
  'POST /sign-out',
  'POST /account/prove',
  'POST /account/prove/passkey-request',
  'POST /account/prove/passkey',
  'POST /account/passkey-request',
  'PUT /account/password',
  'POST /account/totp',
  'POST /account/totp/confirm',
  'DELETE /account/totp',
  'POST /account/recovery-codes',
  'POST /account/sessions/end-others',
  'POST /audit/look-ups',
  'POST /audit/look-ups/export',
  'POST /audit/verify',
  'POST /changes/find',
  'POST /numbers/find',
  'POST /orders/find',
  'POST /orders/find/export',
  'POST /signature-debugger',
  'POST /directory/find',
  'POST /directory/roster',
  'POST /personal-data/preview',
  'POST /channel-account-tests',
];

const SCHOOL = { schoolId: '10086' };
const PERSON = { ...SCHOOL, userNo: '20180911001' };
const OPEN_ID = 'Q2fW0sJ3TzK8vXb1NcYhRg';
const UID = 'oSandboxPayer00000000000li4';
const REASON = { reason: '核对' };

interface Done {
  readonly answer: ConsoleReply;
  readonly subject: unknown;
}

const call = async (
  key: string,
  params: object,
  subject?: (answer: ConsoleReply) => unknown,
): Promise<Done> => {
  const answer = await admin.call(key, params);
  return { answer, subject: subject?.(answer) };
};
const onHelper = async (key: string, params: object): Promise<Done> => {
  const [{ operatorId }] = (await admin.call('GET /operators', { text: 'helper' })).body.rows;
  return call(key, { operatorId, ...params }, () => 'helper');
};
const onPerson = (key: string, params: object): Promise<Done> => call(key, params, () => OPEN_ID);

const SOUGHT = { ...SCHOOL, by: 'user_no', text: PERSON.userNo };
const onReceipt = (key: string): Promise<Done> =>
  call(key, { ...SOUGHT, ...REASON }, ({ body }) => body.requestId);

/** What is done where no parameter is the subject, in order, each with the subject that it must name. */
const NOTED: Readonly<Record<string, (key: string) => Promise<Done>>> = {
  'PUT /four-eyes': (key) => call(key, { fourEyes: 'default' }, () => 'installation'),
  'POST /apps': (key) =>
    call(
      key,
      { ...SCHOOL, name: '图书馆', cipher: 'aes-256-cbc', spDataAsText: false },
      ({ body }) => body.appId,
    ),
  async 'POST /channel-accounts'(key) {
    const { db, vault } = gateway.app.core;
    const known = await findAccount(db, vault, 'sandbox-wechat');
    const [{ settings }] = (await admin.call('GET /channel-accounts', { text: 'sandbox-wechat' })).body.rows;
    const record = { settings, secrets: known?.secrets, enabled: false };
    return call(key, { ...SCHOOL, channel: 'wechat', ...record }, ({ body }) => body.channelAccountId);
  },
  'POST /invoice-accounts': (key) =>
    call(
      key,
      { ...SCHOOL, provider: 'receipt', settings: {}, secrets: {} },
      ({ body }) => body.invoiceAccountId,
    ),
  'POST /message-recipients': (key) =>
    call(
      key,
      { ...SCHOOL, name: '财务处', method: 'email', address: 'a@b.cn', language: 'zh', kinds: ['money'] },
      ({ body }) => body.recipientId,
    ),
  async 'POST /account/passkeys'(key) {
    const passkey = softPasskey(gateway.url);
    const { options } = (await admin.call('POST /account/passkey-request')).body;
    const response = passkey.register(options);
    return call(key, { name: '钥匙', response }, () => passkey.credentialId);
  },
  'POST /directory/bind': (key) => onPerson(key, { ...PERSON, channel: 'wechat', uid: UID }),
  'POST /directory/unbind': (key) => onPerson(key, { ...SCHOOL, uid: UID, ...REASON }),
  'POST /directory/freeze': (key) => onPerson(key, { ...PERSON, ...REASON }),
  'POST /directory/unfreeze': (key) => onPerson(key, { ...PERSON, ...REASON }),
  'POST /personal-data/exports': (key) => onReceipt(key),
  'POST /personal-data/erasures': (key) => onReceipt(key),
  'PUT /operators/:operatorId': (key) => onHelper(key, { name: '帮手', role: 'auditor' }),
  'POST /operators/:operatorId/freeze': (key) => onHelper(key, REASON),
  'POST /operators/:operatorId/unfreeze': (key) => onHelper(key, REASON),
  'POST /operators/:operatorId/reset': (key) => onHelper(key, REASON),
};

const actionOf = (key: string) =>
  CONSOLE_ROUTES.find(({ method, path }) => `${method} ${path}` === key)?.audit?.action;

test('whatever declares no subject is about no one thing, or is tried here', () => {
  const undeclared = CONSOLE_ROUTES.filter(
    ({ method, audit }) => method !== 'GET' && audit !== undefined && audit.subject === undefined,
  );
  const keys = undeclared.map(({ method, path }) => `${method} ${path}`);
  expect(keys.sort()).toEqual([...OF_NO_THING, ...Object.keys(NOTED)].sort());
});

test.each(Object.keys(NOTED))('%s', async (key) => {
  const { answer, subject } = (await NOTED[key]?.(key)) ?? {};
  expect([answer?.status, typeof subject], JSON.stringify(answer?.body)).toEqual([200, 'string']);
  const told = await admin.call('GET /audit', { action: actionOf(key), outcome: 'done', limit: 1 });
  expect(told.body.rows).toEqual([expect.objectContaining({ operator: 'admin', subject })]);
});
