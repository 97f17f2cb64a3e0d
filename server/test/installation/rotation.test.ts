import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import { bindPayer } from '../../src/directory/bind-payer.ts';
import { hasAgreed } from '../../src/directory/payer-consent.ts';
import { loadKeys } from '../../src/installation/keys/load-keys.ts';
import { type RotationStep, rotateMasterKey } from '../../src/installation/keys/rotate-master-key.ts';
import { SEALED_COLUMNS } from '../../src/installation/keys/sealed-columns.ts';
import { MasterKeyError } from '../../src/installation/master-key-check.ts';
import { HOUR_MS } from '../../src/lib/clock.ts';
import { totpCode } from '../../src/operators/totp.ts';
import { searchOrders } from '../../src/orders/search-orders.ts';
import { agreedText } from '../helpers/consent.ts';
import { type ConsoleClient, firstAdministrator, PASSWORD, visitor } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { startOrderLoad } from '../helpers/gateway/order-load.ts';
import { payOrder } from '../helpers/partner/pay-order.ts';

/** A server at work whose master key is rotated twice; what was sealed, hashed and signed before stands afterwards. */
const TOTP_STEP_MS = 30_000;
const PERSON = { userNo: '20140548', userName: '张三' };
const CLAIM = { ...PERSON, proof: '13000000000' };

let given: Buffer[] = [randomBytes(32)];
let gateway: Gateway;
let totpSecret = '';
let recoveryCodes: string[] = [];
let device: ConsoleClient;

beforeAll(async () => {
  gateway = await startGateway({ masterKeys: async () => given });
  device = await firstAdministrator(gateway);
  totpSecret = (await device.call('POST /account/totp')).body.secret;
  recoveryCodes = (await device.call('POST /account/totp/confirm', { code: code() })).body.recoveryCodes;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const code = () => totpCode(totpSecret, Math.floor(gateway.clock.now().getTime() / TOTP_STEP_MS));

async function rotate(next: Buffer): Promise<RotationStep[]> {
  const { db, vault, clock } = gateway.app.core;
  given = [next, ...given.slice(0, 1)];
  const steps: RotationStep[] = [];
  await rotateMasterKey({
    db,
    vault,
    clock,
    masterKeys: async () => given,
    operator: 'shell:test',
    onStep: (step) => steps.push(step),
    settleMs: 0,
  });
  return steps;
}

async function signIn(kind: 'totp' | 'recovery', text: string): Promise<unknown> {
  const client = visitor(gateway);
  await client.call('POST /sign-in', { account: 'admin', password: PASSWORD });
  return (await client.call('POST /sign-in/second-factor', { kind, text })).body;
}

/** What was there before, as people and partners meet it. */
async function standsAsBefore(): Promise<void> {
  const { core } = gateway.app;
  expect((await gateway.partner.call('user_identity', { uid: '2088612279536603' })).content).toMatchObject({
    user_no: PERSON.userNo,
    user_name: PERSON.userName,
  });
  const found = await searchOrders(core, 'all', { person: PERSON.userNo }, { limit: 10 });
  expect(found.rows.map(({ payer }) => payer)).toContainEqual(PERSON);
  // attempts to bind are counted by the hour
  await gateway.advance(HOUR_MS);
  const uid = `2088${randomBytes(6).toString('hex')}`;
  const payer = { schoolId: '10086', channel: 'alipay', issuer: uid, uid } as const;
  const text = agreedText(gateway, 'binding');
  await expect(bindPayer(core, payer, { ...CLAIM, proof: '13000000009' }, text)).rejects.toThrow();
  await bindPayer(core, payer, CLAIM, text);
  // who agreed is found by the same index as before
  expect(await hasAgreed(core, payer)).toBe(true);
  await gateway.advance(TOTP_STEP_MS);
  expect(await signIn('totp', code())).toEqual({ state: 'signed_in' });
  expect(await signIn('recovery', recoveryCodes.pop() ?? '')).toEqual({ state: 'signed_in' });
  expect(await verifyChain(core)).toMatchObject({ state: 'whole' });
}

/** With which versions anything in the database is sealed. */
async function versions(): Promise<number[]> {
  const each = SEALED_COLUMNS.map(
    ({ table, column }) =>
      `select key_version(${column}) as version from ${table} where ${column} is not null`,
  );
  const rows = await gateway.app.core.db.query<{ version: number }>({
    text: `select distinct version from (${each.join(' union all ')}) sealed order by version`,
  });
  return rows.map(({ version }) => version);
}

test('two rotations in a row, while partners and payers go on, leave everything as it was', async () => {
  const { db } = gateway.app.core;
  await using worker = await gateway.startWorker();
  expect(worker.core.vault).not.toBe(gateway.app.core.vault);
  const invoice = { payer_type: 1, payer_name: '张三', phone: '13000000000' };
  await gateway.partner.order({ user_no: PERSON.userNo, user_name: PERSON.userName, invoice });
  await payOrder(gateway);
  await standsAsBefore();

  for (const version of [2, 3]) {
    const [old] = given;
    const load = startOrderLoad(gateway, { callers: 4, pauseMs: 5 });
    const paying = Promise.all([payOrder(gateway), payOrder(gateway)]);
    expect(await rotate(randomBytes(32))).toEqual(['begun', 'sealing', 'settling']);
    await paying;
    await load.stop();
    expect(load.received.filter(({ code }) => code !== 0)).toEqual([]);
    expect(load.received.length).toBeGreaterThan(0);

    expect(await versions()).toEqual([version]);
    await expect(loadKeys(db, [old ?? Buffer.alloc(0)])).rejects.toThrow(MasterKeyError);
    given = given.slice(0, 1);
    expect(await loadKeys(db, given)).toMatchObject({ masterVersion: version });
    await standsAsBefore();
    // one that starts with the new key alone works with the same rows
    await using another = await gateway.startWorker();
    const [app] = await db.query<{ keys: Buffer }>({
      text: `select keys_sealed as keys from apps where app_id = 'partner1'`,
    });
    expect(another.core.vault.open('apps.keys_sealed|partner1', app?.keys ?? Buffer.alloc(0))).toMatchObject({
      appSecret: gateway.partner.keys.appSecret,
    });
  }
  const told = await db.query<{ action: string; operator: string }>({
    text: `select action, operator from audit_entries where action like 'master_key.%' order by entry_no`,
  });
  const [begun, ended] = ['master_key.rotate', 'master_key.rotated'].map((action) => ({
    action,
    operator: 'shell:test',
  }));
  expect(told).toEqual([begun, ended, begun, ended]);
});
