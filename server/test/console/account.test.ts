import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import {
  changeAccess,
  listOperators,
  resetOperator,
  setFrozen,
} from '../../src/operators/manage-operators.ts';
import { totpCode } from '../../src/operators/totp.ts';
import {
  type ConsoleClient,
  firstAdministrator,
  invited,
  PASSWORD,
  signedIn,
  tokenOf,
  visitor,
} from '../helpers/console/console.ts';
import { softPasskey } from '../helpers/console/soft-passkey.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { runOperator } from '../helpers/gateway/operator.ts';

const STEP_MS = 30_000;

let gateway: Gateway;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway({ hasCheapPasswords: false });
  await firstAdministrator(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(async () => {
  admin = await signedIn(gateway);
});

const codeNow = (secret: string) => totpCode(secret, Math.floor(gateway.clock.now().getTime() / STEP_MS));

test('a list is kept as it was set up, by its operator alone, without whom it was about, and so many and no more', async () => {
  const other = await invited(gateway, admin, { account: 'viewer', role: 'support' });
  const view = {
    list: '/orders',
    name: '本月 ',
    query: 'from=2026-09-01&person=20140548&after=1',
    hidden: ['app'],
  };
  const save = (client: ConsoleClient, more: object = {}) =>
    client.call('POST /saved-views', { ...view, ...more });
  const views = async (client: ConsoleClient) =>
    (await client.call('GET /saved-views', { list: '/orders' })).body.views;
  const { viewId } = (await save(admin)).body;
  // the same name again is the same view
  expect((await save(admin, { hidden: [] })).body.viewId).toBe(viewId);
  expect(await views(admin)).toEqual([{ viewId, name: '本月', query: 'from=2026-09-01', hidden: [] }]);
  expect(await views(other)).toEqual([]);
  expect((await other.call('DELETE /saved-views/:viewId', { viewId })).body.error.code).toBe(
    'view_not_found',
  );
  for (let made = 0; made < 50; made += 1) await save(other, { name: String(made) });
  expect((await save(other)).body.error.code).toBe('too_many_views');
  // one that is there is changed, however many there are
  expect((await save(other, { name: '7', hidden: [] })).status).toBe(200);
  expect((await admin.call('DELETE /saved-views/:viewId', { viewId })).status).toBe(200);
  expect(await views(admin)).toEqual([]);
});

test('one-time codes: set up by a first code, then asked for, each once; a recovery code instead, once', async () => {
  const client = await invited(gateway, admin, { account: 'finance', role: 'finance' });
  const begun = await client.call('POST /account/totp');
  const { secret } = begun.body;
  expect(begun.body.address).toContain(`secret=${secret}`);
  expect((await client.call('POST /account/totp/confirm', { code: '000000' })).body.error.code).toBe(
    'proof_wrong',
  );
  const used = codeNow(secret);
  const confirmed = await client.call('POST /account/totp/confirm', { code: used });
  expect(confirmed.body.recoveryCodes).toHaveLength(10);
  expect((await client.call('GET /account')).body).toMatchObject({ hasTotp: true, unusedRecoveryCodes: 10 });

  const again = visitor(gateway);
  const half = await again.call('POST /sign-in', { account: 'finance', password: PASSWORD });
  expect(half.body).toEqual({ state: 'second_factor', factors: ['totp', 'recovery'] });
  expect((await again.call('GET /session')).status).toBe(401);
  const second = (kind: string, text: string) => again.call('POST /sign-in/second-factor', { kind, text });
  // the code that confirmed is used up
  expect((await second('totp', used)).body.error.code).toBe('proof_wrong');
  gateway.clock.advance(STEP_MS);
  expect((await second('totp', codeNow(secret))).body).toEqual({ state: 'signed_in' });
  expect((await again.call('GET /session')).body.account).toBe('finance');

  const lost = visitor(gateway);
  await lost.call('POST /sign-in', { account: 'finance', password: PASSWORD });
  const [code] = confirmed.body.recoveryCodes;
  const typed = { kind: 'recovery', text: code.toLowerCase().replace('-', ' ') };
  expect((await lost.call('POST /sign-in/second-factor', typed)).body).toEqual({ state: 'signed_in' });
  const twice = visitor(gateway);
  await twice.call('POST /sign-in', { account: 'finance', password: PASSWORD });
  expect((await twice.call('POST /sign-in/second-factor', typed)).body.error.code).toBe('proof_wrong');
});

test('recovery codes are kept as passwords are; those of an earlier release count once', async () => {
  const client = await invited(gateway, admin, { account: 'keeper', role: 'finance' });
  const { db, vault } = gateway.app.core;
  const { secret } = (await client.call('POST /account/totp')).body;
  await client.call('POST /account/totp/confirm', { code: codeNow(secret) });
  const rows = await db.query<{
    operator_id: string;
    code_hash: string | null;
    password_hash: string;
  }>({
    text: `select operator_id, code_hash, password_hash from operator_recovery_codes join operators using (operator_id)
            where account = 'keeper'`,
  });
  expect(rows).toHaveLength(10);
  // under one salt, and without the master key
  const salts = rows.map(({ code_hash }) => code_hash?.split('$').slice(0, 5).join('$'));
  expect(new Set(salts).size).toBe(1);
  for (const kept of [salts[0], rows[0]?.password_hash])
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);

  await db.query({
    text: 'insert into operator_recovery_codes (operator_id, code_index) values ($1, $2)',
    values: [rows[0]?.operator_id, vault.index('operator_recovery_codes.code_index', 'ABCDEFGHJK')],
  });
  const answers = [];
  for (const text of ['abcde-fghjk', 'ABCDE-FGHJK']) {
    const again = visitor(gateway);
    await again.call('POST /sign-in', { account: 'keeper', password: PASSWORD });
    answers.push((await again.call('POST /sign-in/second-factor', { kind: 'recovery', text })).status);
  }
  expect(answers).toEqual([200, 409]);
});

test('an operator has ten sessions; a further one ends the one used longest ago, half sign-ins none', async () => {
  const oldest = await invited(gateway, admin, { account: 'traveller', role: 'support' });
  const isSignedIn = async (client: ConsoleClient) => (await client.call('GET /session')).status === 200;
  gateway.clock.advance(MINUTE_MS);
  const others: ConsoleClient[] = [];
  for (let count = 1; count < 10; count += 1) {
    others.push(await signedIn(gateway, 'traveller'));
    gateway.clock.advance(1_000);
  }
  // used again, it is not the one that was used longest ago
  expect(await isSignedIn(oldest)).toBe(true);
  const eleventh = await signedIn(gateway, 'traveller');
  const lasting = await Promise.all([oldest, ...others, eleventh].map(isSignedIn));
  expect(lasting).toEqual([true, false, ...Array.from({ length: 9 }, () => true)]);
  expect((await eleventh.call('GET /account')).body.sessions).toHaveLength(10);

  const { secret } = (await eleventh.call('POST /account/totp')).body;
  await eleventh.call('POST /account/totp/confirm', { code: codeNow(secret) });
  for (let count = 0; count < 12; count += 1) {
    await visitor(gateway).call('POST /sign-in', { account: 'traveller', password: PASSWORD });
    gateway.clock.advance(1_000);
  }
  expect(await isSignedIn(oldest)).toBe(true);
});

test('sign-out sends Clear-Site-Data to the browser', async () => {
  const client = await signedIn(gateway);
  const { headers } = await client.call('POST /sign-out');
  expect(headers.get('clear-site-data')).toBe('"cache"');
  expect(headers.getSetCookie()[0]).toMatch(/^console=; /);
  expect((await client.call('GET /session')).headers.get('clear-site-data')).toBeNull();
});

test('a passkey signs in and is removed, however long its id is', async () => {
  const client = await invited(gateway, admin, { account: 'keyed', role: 'support' });
  const passkey = softPasskey(gateway.url, 1_023);
  const { credentialId } = passkey;
  const { options } = (await client.call('POST /account/passkey-request')).body;
  const response = passkey.register(options);
  expect((await client.call('POST /account/passkeys', { name: '钥匙', response })).status).toBe(200);
  const again = visitor(gateway);
  const asked = (await again.call('POST /sign-in/passkey-request')).body.options;
  expect((await again.call('POST /sign-in/passkey', { response: passkey.answer(asked) })).body).toEqual({
    state: 'signed_in',
  });
  expect((await again.call('DELETE /account/passkeys/:credentialId', { credentialId })).status).toBe(200);
  expect((await again.call('GET /account')).body.passkeys).toEqual([]);
});

test('how an account is protected changes only with a fresh proof', async () => {
  const client = await invited(gateway, admin, { account: 'support', role: 'support' });
  gateway.clock.advance(5 * MINUTE_MS);
  const change = () => client.call('PUT /account/password', { password: 'another long password' });
  expect((await change()).body.error.code).toBe('proof_needed');
  const wrong = await client.call('POST /account/prove', { kind: 'password', text: 'not this one at all' });
  expect(wrong.body.error.code).toBe('proof_wrong');
  expect((await change()).body.error.code).toBe('proof_needed');
  expect((await client.call('POST /account/prove', { kind: 'password', text: PASSWORD })).status).toBe(200);
  expect((await change()).status).toBe(200);
  expect((await client.call('GET /session')).status).toBe(200);
});

test('a new password and a word of the operator end the other sessions', async () => {
  const password = 'another long password';
  const here = await invited(gateway, admin, { account: 'approver', role: 'refund_approver' });
  const there = await signedIn(gateway, 'approver');
  expect((await here.call('GET /account')).body.sessions).toHaveLength(2);
  expect((await here.call('PUT /account/password', { password })).status).toBe(200);
  expect((await here.call('GET /account')).body.sessions).toHaveLength(1);
  expect((await there.call('GET /session')).status).toBe(401);

  await there.call('POST /sign-in', { account: 'approver', password });
  expect((await there.call('GET /session')).status).toBe(200);
  await here.call('POST /account/sessions/end-others');
  expect((await here.call('GET /account')).body.sessions).toHaveLength(1);
  expect((await there.call('GET /session')).status).toBe(401);
});

test('a frozen operator is out at once; its reset link waits until it is let in again', async () => {
  const client = await invited(gateway, admin, { account: 'auditor', role: 'auditor' });
  const { rows } = (await admin.call('GET /operators', { text: 'auditor' })).body;
  const [{ operatorId }] = rows;
  expect(
    (await admin.call('POST /operators/:operatorId/freeze', { operatorId, reason: '离职' })).status,
  ).toBe(200);
  expect((await client.call('GET /session')).status).toBe(401);
  const signIn = () => visitor(gateway).call('POST /sign-in', { account: 'auditor', password: PASSWORD });
  expect((await signIn()).body.error.code).toBe('sign_in_wrong');
  await admin.call('POST /operators/:operatorId/unfreeze', { operatorId, reason: '返聘' });
  expect((await signIn()).body).toEqual({ state: 'signed_in' });

  const reset = await admin.call('POST /operators/:operatorId/reset', { operatorId, reason: '丢失手机' });
  expect((await signIn()).body.error.code).toBe('sign_in_wrong');
  const renewed = visitor(gateway);
  const token = tokenOf(reset.body.address);
  expect((await renewed.call('POST /links/look', { token })).body).toEqual({
    purpose: 'password',
    account: 'auditor',
    name: 'auditor',
  });
  expect((await renewed.call('POST /links/use', { token, password: 'short' })).body.error.code).toBe(
    'password_unfit',
  );
  expect((await renewed.call('POST /links/use', { token, password: PASSWORD })).body.state).toBe('signed_in');
});

test('a reset keeps the second factor, unless it is said to go', async () => {
  const client = await invited(gateway, admin, { account: 'forgetful', role: 'finance' });
  const { secret } = (await client.call('POST /account/totp')).body;
  await client.call('POST /account/totp/confirm', { code: codeNow(secret) });
  const { operatorId } = (await admin.call('GET /operators', { text: 'forgetful' })).body.rows[0];
  const resetAnd = async (more: object) => {
    const input = { operatorId, reason: '忘记密码', ...more };
    const { body } = await admin.call('POST /operators/:operatorId/reset', input);
    const renewed = visitor(gateway);
    const used = await renewed.call('POST /links/use', {
      token: tokenOf(body.address),
      password: PASSWORD,
    });
    return { renewed, state: used.body.state };
  };
  const kept = await resetAnd({});
  expect(kept.state).toBe('second_factor');
  expect((await kept.renewed.call('GET /session')).status).toBe(401);
  gateway.clock.advance(STEP_MS);
  const proof = { kind: 'totp', text: codeNow(secret) };
  expect((await kept.renewed.call('POST /sign-in/second-factor', proof)).body.state).toBe('signed_in');
  expect((await kept.renewed.call('GET /account')).body.unusedRecoveryCodes).toBe(10);

  const removed = await resetAnd({ removesSecondFactor: true });
  expect(removed.state).toBe('signed_in');
  expect((await removed.renewed.call('GET /account')).body).toMatchObject({
    hasTotp: false,
    unusedRecoveryCodes: 0,
  });
  const { rows } = (await admin.call('GET /audit', { action: 'operator.reset' })).body;
  expect(rows.map(({ details }: { details: object }) => details)).toContainEqual(
    expect.objectContaining({ removesSecondFactor: true }),
  );
});

test('nobody changes its own access, and an account is nobody else’s', async () => {
  const { rows } = (await admin.call('GET /operators', { text: 'admin' })).body;
  const [{ operatorId }] = rows;
  const demoted = await admin.call('PUT /operators/:operatorId', { operatorId, name: '我', role: 'support' });
  expect(demoted.body.error.code).toBe('operator_is_you');
  const twin = await admin.call('POST /operators', { account: 'admin', name: '二', role: 'support' });
  expect(twin.body.error.code).toBe('operator_exists');
});

test('of two administrators who take each other’s place away at once, one stays', async () => {
  const { core } = gateway.app;
  for (const account of ['first', 'second'])
    await invited(gateway, admin, { account, role: 'administrator' });
  const known = async (account: string) => {
    const { rows } = await listOperators(core, { text: account }, { limit: 1 });
    const [operator] = rows;
    if (!operator) throw new Error(`no ${account}`);
    return operator;
  };
  // both were let in before either has done anything
  const [first, second] = [await known('first'), await known('second')];
  const access = { name: '降级', role: 'support', schools: 'all' } as const;
  const results = await Promise.allSettled([
    changeAccess(core, first, second.operatorId, access),
    changeAccess(core, second, first.operatorId, access),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const loser = (await known('first')).role === 'support' ? first : second;
  const { operatorId } = await known('admin');
  await expect(changeAccess(core, loser, operatorId, access)).rejects.toThrow('not_permitted');
  await expect(setFrozen(core, loser, operatorId, true)).rejects.toThrow('not_permitted');
  await expect(resetOperator(core, loser, operatorId, { removesSecondFactor: false })).rejects.toThrow(
    'not_permitted',
  );
});

test('from a shell the last administrator gets back in, and the audit log is verified', async () => {
  const address = (await runOperator(gateway, 'reset-operator', 'admin', '--operator', 'root')).trim();
  expect((await admin.call('GET /session')).status).toBe(401);
  const back = visitor(gateway);
  expect((await back.call('POST /links/use', { token: tokenOf(address), password: PASSWORD })).status).toBe(
    200,
  );
  const entry = await back.call('GET /audit', { action: 'operator.reset', operator: 'shell:root' });
  expect(entry.body.rows).toEqual([expect.objectContaining({ subject: 'admin', outcome: 'done' })]);
  expect(await runOperator(gateway, 'audit', 'verify')).toMatch(/^\d+ entries, each following/);
});
