import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockChainEnd } from '../../src/audit/audit-store.ts';
import { totpCode } from '../../src/operators/totp.ts';
import {
  type ConsoleClient,
  type ConsoleReply,
  firstAdministrator,
  invited,
  PASSWORD,
  visitor,
} from '../helpers/console/console.ts';
import { softPasskey } from '../helpers/console/soft-passkey.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** Whoever is shut out stays out, also with a request that was let in a moment before. */
const STEP_MS = 30_000;
const NEW_PASSWORD = 'a wholly new password';

let gateway: Gateway;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const codeNow = (secret: string) => totpCode(secret, Math.floor(gateway.clock.now().getTime() / STEP_MS));

/** Two requests, the second looked at after the first has written and before it has committed. */
async function straddling(
  first: () => Promise<ConsoleReply>,
  second: () => Promise<ConsoleReply>,
): Promise<{ first: ConsoleReply; second: ConsoleReply }> {
  const { db } = gateway.app.core;
  const waiting = (many: number) =>
    waitFor(
      async () => {
        const [held] = await db.query<{ many: number }>({
          text: `select count(distinct pid)::int as many from pg_locks join pg_stat_activity using (pid)
                  where not granted and datname = current_database()`,
        });
        return held && held.many >= many;
      },
      { what: `${many} requests to wait` },
    );
  // what is audited commits when nobody else has the end of the chain
  const under = await db.transaction(async (tx) => {
    await lockChainEnd(tx);
    const one = first();
    await waiting(1);
    const two = second();
    await waiting(2);
    return { one, two };
  });
  return { first: await under.one, second: await under.two };
}

async function operatorOf(account: string) {
  const { rows } = (await admin.call('GET /operators', { text: account })).body;
  return rows[0];
}

async function reset(account: string): Promise<ConsoleReply> {
  const { operatorId } = await operatorOf(account);
  return admin.call('POST /operators/:operatorId/reset', {
    operatorId,
    reason: '账号被盗',
    removesSecondFactor: true,
  });
}

const changePassword = (client: ConsoleClient) => () =>
  client.call('PUT /account/password', { password: NEW_PASSWORD });

async function withTotp(account: string) {
  const client = await invited(gateway, admin, { account, role: 'support' });
  const { secret } = (await client.call('POST /account/totp')).body;
  await client.call('POST /account/totp/confirm', { code: codeNow(secret) });
  gateway.clock.advance(STEP_MS);
  return { client, secret };
}

async function addPasskey(client: ConsoleClient) {
  const passkey = softPasskey(gateway.url);
  const { options } = (await client.call('POST /account/passkey-request')).body;
  return { passkey, add: () => add(client, passkey.register(options)) };
}

const add = (client: ConsoleClient, response: object) =>
  client.call('POST /account/passkeys', { name: '钥匙', response });

test('who signs in with the old password while it is changed is not in', async () => {
  const owner = await invited(gateway, admin, { account: 'finance', role: 'finance' });
  const thief = visitor(gateway);
  const { first, second } = await straddling(changePassword(owner), () =>
    thief.call('POST /sign-in', { account: 'finance', password: PASSWORD }),
  );
  expect(first.status).toBe(200);
  expect(second.body.error?.code).toBe('sign_in_wrong');
  expect((await thief.call('GET /session')).status).toBe(401);
  expect((await owner.call('GET /session')).status).toBe(200);
});

test('half a sign-in with the old password is not finished', async () => {
  const { client, secret } = await withTotp('half');
  const thief = visitor(gateway);
  await thief.call('POST /sign-in', { account: 'half', password: PASSWORD });
  const { second } = await straddling(changePassword(client), () =>
    thief.call('POST /sign-in/second-factor', { kind: 'totp', text: codeNow(secret) }),
  );
  expect(second.body.error?.code).toBe('not_signed_in');
  expect((await thief.call('GET /session')).status).toBe(401);
});

test('a second factor that is set up while somebody signs in is asked for', async () => {
  const client = await invited(gateway, admin, { account: 'arming', role: 'support' });
  const { secret } = (await client.call('POST /account/totp')).body;
  const { second } = await straddling(
    () => client.call('POST /account/totp/confirm', { code: codeNow(secret) }),
    () => visitor(gateway).call('POST /sign-in', { account: 'arming', password: PASSWORD }),
  );
  expect(second.body.state).toBe('second_factor');
});

test('a passkey that is taken away signs nobody in', async () => {
  const client = await invited(gateway, admin, { account: 'keyed', role: 'support' });
  const { passkey, add: addIt } = await addPasskey(client);
  expect((await addIt()).body).toEqual({});
  const thief = visitor(gateway);
  const { options } = (await thief.call('POST /sign-in/passkey-request')).body;
  const { second } = await straddling(
    () => reset('keyed'),
    () => thief.call('POST /sign-in/passkey', { response: passkey.answer(options) }),
  );
  expect(second.body.error?.code).toBe('passkey_refused');
  expect((await thief.call('GET /session')).status).toBe(401);
});

test.each<[string, (client: ConsoleClient) => Promise<() => Promise<ConsoleReply>>]>([
  ['a new password', async (client) => changePassword(client)],
  ['one-time codes begun', async (client) => () => client.call('POST /account/totp')],
  [
    'one-time codes confirmed',
    async (client) => {
      const { secret } = (await client.call('POST /account/totp')).body;
      return () => client.call('POST /account/totp/confirm', { code: codeNow(secret) });
    },
  ],
  ['recovery codes', async (client) => () => client.call('POST /account/recovery-codes')],
  ['a passkey', async (client) => (await addPasskey(client)).add],
])('a reset is not undone by %s under way', async (what, prepare) => {
  await admin.call('POST /account/prove', { kind: 'password', text: PASSWORD });
  const account = `reset${Buffer.from(what).toString('hex').slice(0, 40)}`;
  const thief = await invited(gateway, admin, { account, role: 'support' });
  const { first, second } = await straddling(() => reset(account), await prepare(thief));
  expect(first.body.address).toContain('/console/welcome#');
  expect([second.status, second.body.error?.code]).toEqual([401, 'not_signed_in']);
  expect(await operatorOf(account)).toMatchObject({ status: 'invited', hasTotp: false, passkeys: 0 });
  const [left] = await gateway.app.core.db.query({
    text: `select password_hash, totp_sealed, (select count(*)::int from operator_recovery_codes codes
                                                where codes.operator_id = operators.operator_id) as codes
             from operators where account = $1`,
    values: [account],
  });
  expect(left).toEqual({ password_hash: null, totp_sealed: null, codes: 0 });
});

test('what was let in before the session ended elsewhere changes nothing any more', async () => {
  const owner = await invited(gateway, admin, { account: 'owner', role: 'support' });
  const thief = visitor(gateway);
  await thief.call('POST /sign-in', { account: 'owner', password: PASSWORD });
  const { second } = await straddling(changePassword(owner), () =>
    thief.call('PUT /account/password', { password: 'what the thief would like' }),
  );
  expect(second.body.error?.code).toBe('not_signed_in');
  const again = await visitor(gateway).call('POST /sign-in', { account: 'owner', password: NEW_PASSWORD });
  expect(again.body).toEqual({ state: 'signed_in' });
});
