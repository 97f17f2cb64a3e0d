import { CHANGE_KINDS } from '@zhixiao/contract/codes/changes';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { approveChange } from '../../src/changes/decide-change.ts';
import { needsSecondPerson, setFourEyes } from '../../src/changes/four-eyes.ts';
import { cardLinkOf } from '../../src/directory/set-card-link.ts';
import { DAY_MS } from '../../src/lib/clock.ts';
import { findAccount } from '../../src/merchants/account-store.ts';
import { operatorByAccount } from '../../src/operators/manage-operators.ts';
import { changeSchool } from '../../src/schools/manage-schools.ts';
import { approved } from '../helpers/console/changes.ts';
import {
  type ConsoleClient,
  type ConsoleReply,
  firstAdministrator,
  invited,
  PASSWORD,
  signedIn,
  tokenOf,
  visitor,
} from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { runOperator } from '../helpers/gateway/operator.ts';

const SCHOOL = '10086';
const SECRET = 'a-secret-of-32-ascii-characters!';
const REASON = { reason: '已核对' };
/** Of the sandbox's people. */
const LI = '20180911001';

let gateway: Gateway;
let admin: ConsoleClient;
let second: ConsoleClient;
let asker: ConsoleClient;
let security: ConsoleClient;
let helper: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
  second = await invited(gateway, admin, { account: 'second', role: 'administrator' });
  asker = await invited(gateway, admin, { account: 'system', role: 'system_administrator' });
  security = await invited(gateway, admin, { account: 'security', role: 'security_administrator' });
  helper = await invited(gateway, admin, { account: 'helper', role: 'administrator' });
  await invited(gateway, admin, { account: 'clerk', role: 'support' });
  await invited(gateway, admin, { account: 'frozen', role: 'support' });
  await admin.call('POST /operators/:operatorId/freeze', { operatorId: await idOf('frozen'), ...REASON });
  await admin.call('POST /invoice-accounts', {
    schoolId: SCHOOL,
    provider: 'receipt',
    settings: {},
    secrets: {},
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());
// a proof lasts five minutes, which a slow run is longer than
beforeEach(async () => {
  const { db, clock } = gateway.app.core;
  await db.query({ text: 'update operator_sessions set proved_at = $1', values: [clock.now()] });
});

const idOf = async (account: string): Promise<string> =>
  (await operatorByAccount(gateway.app.core, account)).operatorId;
const school = async () =>
  (await admin.call('GET /schools')).body.rows.find(
    ({ schoolId }: { schoolId: string }) => schoolId === SCHOOL,
  );
const limitTo = (client: ConsoleClient, refundApprovalAbove: number, more: object = {}) =>
  client.call('PUT /schools/:schoolId', {
    schoolId: SCHOOL,
    name: '知校示范大学',
    refundApprovalAbove,
    ...more,
  });
const decide = (client: ConsoleClient, to: 'approve' | 'refuse', { body }: ConsoleReply, reason = '已核对') =>
  client.call(`POST /changes/:changeRequestId/${to}`, { changeRequestId: body.changeRequestId, reason });
const withdraw = (client: ConsoleClient, { body }: ConsoleReply) =>
  client.call('POST /changes/:changeRequestId/withdraw', { changeRequestId: body.changeRequestId });
const codeOf = ({ body }: ConsoleReply) => body.error?.code;
const records = async (kind: 'channel' | 'invoice') =>
  (await admin.call(kind === 'channel' ? 'GET /channel-accounts' : 'GET /invoice-accounts')).body.rows;
const wechat = async () =>
  (await findAccount(gateway.app.core.db, gateway.app.core.vault, 'sandbox-wechat')) ?? fail();
const fail = (): never => {
  throw new Error('not there');
};

/** Every kind: how it is asked for, and what is another when it was approved. Secrets are in none of its texts. */
const KINDS: Readonly<
  Record<string, { ask: () => Promise<ConsoleReply>; state: () => Promise<unknown>; secret?: string }>
> = {
  'school.change': { ask: () => limitTo(asker, 900_00), state: school },
  'school.card_link': {
    ask: () =>
      asker.call('PUT /schools/:schoolId/card-link', {
        schoolId: SCHOOL,
        template: 'alipays://platformapi/startapp?appId=2021000000000099',
        appIds: ['2021000000000099'],
      }),
    state: () => cardLinkOf(gateway.app.core, SCHOOL),
  },
  'installation.four_eyes': {
    ask: () => asker.call('PUT /four-eyes', { fourEyes: 'off' }),
    state: async () => (await admin.call('GET /four-eyes')).body,
  },
  'app.create': {
    ask: () =>
      asker.call('POST /apps', {
        schoolId: SCHOOL,
        name: '图书馆',
        cipher: 'aes-256-cbc',
        spDataAsText: false,
      }),
    state: async () => (await admin.call('GET /apps', { text: '图书馆' })).body.rows,
  },
  'app.change': {
    ask: () =>
      asker.call('PUT /apps/:appId', {
        appId: 'partner1',
        name: '缴费测试系统',
        spDataAsText: false,
        cipher: 'aes-128-cbc',
      }),
    state: async () => (await admin.call('GET /apps', { text: 'partner1' })).body.rows[0].cipher,
  },
  'app.issue_keys': {
    ask: () => asker.call('POST /apps/:appId/keys', { appId: 'partner1' }),
    state: async () => (await admin.call('GET /apps', { text: 'partner1' })).body.rows[0].keyChange,
  },
  'channel_account.create': {
    async ask() {
      const { settings, secrets } = await wechat();
      const record = { settings, secrets: { ...secrets, apiV3Key: SECRET }, enabled: false };
      return asker.call('POST /channel-accounts', { schoolId: SCHOOL, channel: 'wechat', ...record });
    },
    state: async () => (await records('channel')).length,
    secret: SECRET,
  },
  'channel_account.change': {
    async ask() {
      const { settings } = await wechat();
      const record = { settings, secrets: { apiV3Key: SECRET }, enabled: true };
      return asker.call('PUT /channel-accounts/:channelAccountId', {
        channelAccountId: 'sandbox-wechat',
        ...record,
      });
    },
    state: wechat,
    secret: SECRET,
  },
  'invoice_account.create': {
    ask: () =>
      asker.call('POST /invoice-accounts', {
        schoolId: SCHOOL,
        provider: 'receipt',
        settings: {},
        secrets: {},
      }),
    state: async () => (await records('invoice')).length,
  },
  'invoice_account.change': {
    async ask() {
      const [, { invoiceAccountId }] = await records('invoice');
      const record = { settings: {}, secrets: {} };
      return asker.call('PUT /invoice-accounts/:invoiceAccountId', { invoiceAccountId, ...record });
    },
    state: async () =>
      (await records('invoice')).map(
        ({ invoiceAccountId }: { invoiceAccountId: string }) => invoiceAccountId,
      ),
  },
  'operator.invite': {
    ask: () =>
      asker.call('POST /operators', {
        account: 'newcomer',
        name: '新人',
        role: 'finance',
        schoolIds: [SCHOOL],
      }),
    state: async () => (await admin.call('GET /operators', { text: 'newcomer' })).body.rows.length,
  },
  'operator.change': {
    ask: async () =>
      asker.call('PUT /operators/:operatorId', {
        operatorId: await idOf('clerk'),
        name: '文员',
        role: 'finance',
      }),
    state: async () => operatorByAccount(gateway.app.core, 'clerk'),
  },
  'operator.unfreeze': {
    ask: async () =>
      asker.call('POST /operators/:operatorId/unfreeze', { operatorId: await idOf('frozen'), ...REASON }),
    state: async () => operatorByAccount(gateway.app.core, 'frozen'),
  },
  'operator.reset': {
    ask: async () =>
      asker.call('POST /operators/:operatorId/reset', { operatorId: await idOf('clerk'), ...REASON }),
    state: async () => operatorByAccount(gateway.app.core, 'clerk'),
  },
  'person.erase': {
    ask: () =>
      asker.call('POST /personal-data/erasures', { schoolId: SCHOOL, by: 'user_no', text: LI, ...REASON }),
    state: () => gateway.app.core.db.query({ text: 'select count(*) from people' }),
    secret: LI,
  },
};

test('every kind is tried here', () => expect(Object.keys(KINDS).sort()).toEqual([...CHANGE_KINDS].sort()));

describe.each(Object.entries(KINDS))('%s', (kind, { ask, state, secret }) => {
  test('waits for a second person, is done in one commit with its entries, and says no secret', async () => {
    const before = await state();
    const submitted = await ask();
    expect([submitted.status, Object.keys(submitted.body)], JSON.stringify(submitted.body)).toEqual([
      200,
      ['changeRequestId'],
    ]);
    expect(await state()).toEqual(before);
    const { changeRequestId } = submitted.body;
    const seen = await security.call('GET /changes/:changeRequestId', { changeRequestId });
    expect(seen.body).toMatchObject({
      kind,
      status: 'waiting',
      askedBy: 'system',
      mayDecide: true,
      isOutdated: false,
    });
    expect(seen.body.lines.length).toBeGreaterThan(0);
    // new apps and accounts are other ones each time
    if (!kind.endsWith('.create')) expect(codeOf(await ask())).toBe('change_waiting');
    expect(codeOf(await decide(asker, 'approve', submitted))).toBe('not_permitted');

    await approved(security, submitted);
    expect(await state()).not.toEqual(before);
    expect(codeOf(await decide(security, 'approve', submitted))).toBe('change_decided');
    const told = async (action: string) =>
      (await admin.call('GET /audit', { action, outcome: 'done', limit: 1 })).body.rows[0];
    const { subject } = seen.body;
    expect(await told('change.submit')).toMatchObject({ operator: 'system', subject });
    expect(await told(kind)).toMatchObject({ operator: 'security', subject, details: { askedBy: 'system' } });
    expect(await told('change.approve')).toMatchObject({ operator: 'security', subject: changeRequestId });
    const [row] = await gateway.app.core.db.query<{ payload_sealed: null }>({
      text: 'select payload_sealed from change_requests where change_request_id = $1',
      values: [changeRequestId],
    });
    expect(row?.payload_sealed).toBeNull();
    if (secret === undefined) return;
    const everything = [seen.body, (await admin.call('GET /audit', { limit: 10 })).body];
    expect(JSON.stringify(everything)).not.toContain(secret);
  });
});

describe('a school that asks for two', () => {
  beforeAll(async () => {
    await changeSchool(gateway.app.core, [SCHOOL], SCHOOL, {
      refundApprovalAbove: 1_000_00,
      fourEyes: 'default',
    });
  });

  test('is obeyed by administrators: who asks does not decide, and what is stricter one may do', async () => {
    expect((await limitTo(admin, 1_100_00)).body).toEqual({});
    expect((await limitTo(admin, 1_000_00, { fourEyes: 'on' })).body).toEqual({});
    expect(await school()).toMatchObject({ fourEyes: 'on', isOn: true });
    const raised = await limitTo(admin, 5_000_00);
    expect(codeOf(await decide(admin, 'approve', raised))).toBe('change_needs_another_person');
    expect((await limitTo(admin, 900_00)).body).toEqual({});
    // the one that waits was asked for of another school than this now is
    expect(codeOf(await decide(second, 'approve', raised))).toBe('change_outdated');
    expect((await decide(second, 'refuse', raised, '额度过高')).status).toBe(200);
    const off = await limitTo(admin, 900_00, { fourEyes: 'off' });
    expect(off.body.changeRequestId).toBeDefined();
    expect(await school()).toMatchObject({ fourEyes: 'on' });
    expect(codeOf(await withdraw(second, off))).toBe('change_of_another');
    expect((await withdraw(admin, off)).status).toBe(200);
    expect(codeOf(await decide(second, 'approve', off))).toBe('change_decided');
    const rows = (await admin.call('GET /changes', { askedBy: 'admin' })).body.rows;
    expect(rows.map(({ status }: { status: string }) => status)).toEqual(['withdrawn', 'refused']);
  });

  test('of two who approve at once, one does', async () => {
    const raised = await limitTo(admin, 2_000_00);
    const answers = await Promise.all([
      decide(second, 'approve', raised),
      decide(security, 'approve', raised),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await school()).toMatchObject({ refundApprovalAbove: 2_000_00 });
  });

  test('is not closed by who asked and has lost the permission since', async () => {
    const raised = await limitTo(helper, 3_000_00);
    const operatorId = await idOf('helper');
    const demotion = { operatorId, name: 'helper', role: 'support' };
    await approved(security, await admin.call('PUT /operators/:operatorId', demotion));
    expect(codeOf(await decide(second, 'approve', raised))).toBe('change_asker_not_permitted');
    expect(await school()).toMatchObject({ refundApprovalAbove: 2_000_00 });
    await decide(second, 'refuse', raised);
  });

  test('covers operators of the school: nobody lets himself a puppet in, or takes the second person’s place', async () => {
    const one = { account: 'puppet', name: '甲', role: 'administrator', schoolIds: [SCHOOL] };
    expect((await admin.call('POST /operators', one)).body.changeRequestId).toBeDefined();
    const everywhere = { account: 'puppet2', name: '乙', role: 'support' };
    expect((await admin.call('POST /operators', everywhere)).body.changeRequestId).toBeDefined();
    const operatorId = await idOf('second');
    const reset = await admin.call('POST /operators/:operatorId/reset', { operatorId, ...REASON });
    expect(reset.body.address).toBeUndefined();
    // whom it is about does not decide
    expect(codeOf(await decide(second, 'approve', reset))).toBe('operator_is_you');
    expect((await decide(security, 'refuse', reset)).status).toBe(200);
  });

  test('freezing takes effect at once, and the need for two stays', async () => {
    const operatorId = await idOf('second');
    const freeze = { operatorId, reason: '离岗' };
    expect((await admin.call('POST /operators/:operatorId/freeze', freeze)).body).toEqual({});
    const raised = await limitTo(admin, 9_000_00);
    expect((await decide(security, 'refuse', raised)).status).toBe(200);
    const unfreeze = await admin.call('POST /operators/:operatorId/unfreeze', freeze);
    await approved(security, unfreeze);
    second = await signedIn(gateway, 'second');
  });
});

test('by default production asks for two once two could decide, and freezing the other does not end that', async () => {
  const { core } = gateway.app;
  await changeSchool(core, [SCHOOL], SCHOOL, { fourEyes: 'default' });
  await setFourEyes(core, 'default');
  const operator = await operatorByAccount(core, 'admin');
  const change = { schoolId: SCHOOL, isStricter: false };
  const needs = (isProduction: boolean) => needsSecondPerson(core, { operator, isProduction }, change);
  expect([await needs(true), await needs(false)]).toEqual([true, false]);
  const frozen = ['second', 'security'];
  const set = (status: string, role?: string) =>
    core.db.query({
      text: `update operators set status = $2, role = coalesce($3, role) where account = any ($1)`,
      values: [frozen, status, role ?? null],
    });
  await set('frozen');
  expect(await needs(true)).toBe(true);
  await set('active');
  expect(
    await needsSecondPerson(core, { operator, isProduction: true }, { ...change, schoolId: undefined }),
  ).toBe(true);
});

test('the last who can decide stays, and a lost one begins anew from a shell, frozen or not', async () => {
  const { core } = gateway.app;
  const only = async (accounts: readonly string[]) =>
    core.db.query({
      text: `update operators set status = case when account = any ($1) then 'active' else 'frozen' end
              where role in ('administrator', 'security_administrator') and password_hash is not null`,
      values: [accounts],
    });
  await only(['security']);
  const operatorId = await idOf('security');
  const demoted = await asker.call('PUT /operators/:operatorId', {
    operatorId,
    name: '安全',
    role: 'support',
  });
  expect(codeOf(demoted)).toBe('last_decider');
  expect(codeOf(await asker.call('POST /operators/:operatorId/reset', { operatorId, ...REASON }))).toBe(
    'last_decider',
  );
  await only(['admin', 'second']);
  const address = (await runOperator(gateway, 'reset-operator', 'security', '--operator', 'root')).trim();
  const back = visitor(gateway);
  expect((await back.call('POST /links/use', { token: tokenOf(address), password: PASSWORD })).status).toBe(
    200,
  );
  security = back;
  admin = await signedIn(gateway);
});

test('switching on needs somebody else who could decide, and from a shell it is off', async () => {
  const { core } = gateway.app;
  await core.db.query({
    text: `update operators set status = 'frozen' where account in ('second', 'security')`,
  });
  expect(codeOf(await admin.call('PUT /four-eyes', { fourEyes: 'on' }))).toBe('no_other_decider');
  await core.db.query({
    text: `update operators set status = 'active' where account in ('second', 'security')`,
  });
  expect((await admin.call('PUT /four-eyes', { fourEyes: 'on' })).body).toEqual({});
  expect((await admin.call('PUT /four-eyes', { fourEyes: 'off' })).body.changeRequestId).toBeDefined();
  expect(await runOperator(gateway, 'four-eyes', 'off', '--operator', 'root')).toContain('off');
  expect((await admin.call('GET /four-eyes')).body).toEqual({ fourEyes: 'off', isOn: false });
  const told = await admin.call('GET /audit', { action: 'installation.four_eyes', operator: 'shell:root' });
  expect(told.body.rows).toHaveLength(1);
  second = await signedIn(gateway, 'second');
});

test('an installation goes over to three roles, and then nobody is an administrator', async () => {
  await setFourEyes(gateway.app.core, 'default');
  for (const account of ['second', 'helper', 'admin']) {
    const operatorId = await idOf(account);
    const demotion = { operatorId, name: account, role: account === 'admin' ? 'auditor' : 'finance' };
    if ((await operatorByAccount(gateway.app.core, account)).role !== 'administrator') continue;
    await approved(security, await asker.call('PUT /operators/:operatorId', demotion));
  }
  const { rows } = (await asker.call('GET /operators', { limit: 100 })).body;
  expect(rows.filter(({ role }: { role: string }) => role === 'administrator')).toEqual([]);
  expect((await admin.call('GET /audit')).status).toBe(200);
  const invitation = await asker.call('POST /operators', {
    account: 'third',
    name: '新管理员',
    role: 'administrator',
  });
  expect((await approved(security, invitation)).body.link.address).toContain('welcome#');
  const operatorId = await idOf('admin');
  const back = await asker.call('PUT /operators/:operatorId', {
    operatorId,
    name: '管理员',
    role: 'administrator',
  });
  await approved(security, back);
});

test('a command in a shell needs no approval, and is recorded', async () => {
  const link = [
    '--template',
    'alipays://platformapi/startapp?appId=2021000000000088',
    '--app-ids',
    '2021000000000088',
  ];
  await runOperator(gateway, 'card-link', '--school', SCHOOL, ...link, '--operator', 'root');
  await runOperator(gateway, 'invoice-account', '--school', SCHOOL, '--plain-receipts', '--operator', 'root');
  await runOperator(gateway, 'four-eyes', 'default', '--school', SCHOOL, '--operator', 'root');
  const told = (await admin.call('GET /audit', { operator: 'shell:root', schoolId: SCHOOL })).body.rows;
  expect(told.map(({ action }: { action: string }) => action)).toEqual([
    'school.change',
    'invoice_account.change',
    'school.card_link',
  ]);
});

test('an account is disabled by one person, and enabled, or changed meanwhile, by two', async () => {
  await changeSchool(gateway.app.core, [SCHOOL], SCHOOL, { fourEyes: 'on' });
  const stored = await wechat();
  const put = (settings: object, enabled: boolean, secrets: object = {}) =>
    admin.call('PUT /channel-accounts/:channelAccountId', {
      channelAccountId: 'sandbox-wechat',
      settings,
      secrets,
      enabled,
    });
  const submitted = async (answer: Promise<ConsoleReply>) => {
    const { changeRequestId } = (await answer).body;
    expect(changeRequestId).toBeDefined();
    await admin.call('POST /changes/:changeRequestId/withdraw', { changeRequestId });
  };
  await submitted(put({ ...stored.settings, h5Enabled: false }, false));
  await submitted(put(stored.settings, false, { apiV3Key: SECRET }));
  expect((await put(stored.settings, false)).body).toEqual({});
  await submitted(put(stored.settings, true));
});

test('nobody makes two people of one, or another request of what waits, in the database either', async () => {
  const { db } = gateway.app.core;
  const [waiting] = await db.query<{ id: string }>({
    text: `select change_request_id as id from change_requests where status = 'waiting' limit 1`,
  });
  const values = [waiting?.id];
  const update = (set: string) =>
    db.query({ text: `update change_requests set ${set} where change_request_id = $1`, values });
  const ended = `decided_at = asked_at, reason = 'x', payload_sealed = null`;
  await expect(update(`status = 'applied', decided_by = asked_by, ${ended}`)).rejects.toThrow('two_people');
  await expect(update(`asked_by = 'somebody'`)).rejects.toThrow('cannot be changed');
  await expect(update(`payload_sealed = '\\x0100'`)).rejects.toThrow('cannot be changed');
  await expect(update(`expires_at = expires_at + interval '1 day'`)).rejects.toThrow('cannot be changed');
});

test('what nobody decided about in seven days is over', async () => {
  const { core } = gateway.app;
  const submitted = await asker.call('POST /apps/:appId/keys', { appId: 'partner1' });
  // the keys of the kind above are still being changed
  expect(codeOf(submitted)).toBe('keys_already_changing');
  const raised = await limitTo(asker, 8_000_00);
  const { changeRequestId } = raised.body;
  gateway.clock.advance(7 * DAY_MS);
  const decider = { operator: await operatorByAccount(core, 'security'), address: '127.0.0.1' };
  const decision = { changeRequestId, ...REASON };
  await expect(approveChange(core, 'all', decider, decision)).rejects.toMatchObject({
    code: 'change_decided',
    details: { status: 'expired' },
  });
  asker = await signedIn(gateway, 'system');
  expect((await limitTo(asker, 8_000_00)).body.changeRequestId).toBeDefined();
  const seen = await asker.call('GET /changes/:changeRequestId', { changeRequestId });
  expect(seen.body).toMatchObject({ status: 'expired', mayDecide: false, mayWithdraw: false });
});
