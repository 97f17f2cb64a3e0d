import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { whileSignedIn } from '../../src/apis/console/send-export.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { makeFirstLink } from '../../src/operators/links.ts';
import { IDLE_LIMIT_MS, openSession } from '../../src/operators/session.ts';
import { firstAdministrator, PASSWORD, tokenOf, visitor } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { eraseUntil } from '../helpers/retention/retention.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  await firstAdministrator(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());
// what was tried in vain counts no more
beforeEach(() => gateway.clock.advance(HOUR_MS));

test('the first operator is made by a link that works once, for an hour, until another is printed', async () => {
  await using empty = await startGateway();
  const late = await makeFirstLink(empty.app.core);
  empty.clock.advance(HOUR_MS);
  const stranger = visitor(empty);
  const use = (token: string) =>
    stranger.call('POST /links/use', { token, password: PASSWORD, account: 'admin', name: '管理员' });
  expect((await use(tokenOf(late?.address ?? ''))).body.error.code).toBe('link_not_valid');
  expect((await use('guessed')).body.error.code).toBe('link_not_valid');

  const first = tokenOf((await makeFirstLink(empty.app.core))?.address ?? '');
  const second = tokenOf((await makeFirstLink(empty.app.core))?.address ?? '');
  expect((await use(first)).body.error.code).toBe('link_not_valid');
  expect((await stranger.call('POST /links/look', { token: second })).body).toEqual({ purpose: 'set_up' });
  for (const [missing, given] of [
    ['account', { name: '管理员' }],
    ['name', { account: 'admin' }],
  ] as const) {
    const answer = await stranger.call('POST /links/use', { token: second, password: PASSWORD, ...given });
    expect([answer.status, answer.body.error]).toEqual([
      400,
      {
        code: 'invalid',
        message: expect.any(String),
        inEnglish: `“${missing}” is not valid.`,
        invalid: { field: missing, problem: expect.any(String) },
      },
    ]);
  }
  expect((await use(second)).body).toEqual({ state: 'signed_in' });
  expect((await stranger.call('GET /session')).body).toMatchObject({
    account: 'admin',
    role: 'administrator',
    allSchools: true,
    environment: 'sandbox',
  });
  expect((await use(second)).body.error.code).toBe('link_not_valid');
  expect(await makeFirstLink(empty.app.core)).toBeUndefined();
});

const signIn = async (password: string, account = 'admin') => {
  const client = visitor(gateway);
  return { client, answer: await client.call('POST /sign-in', { account, password }) };
};

test('a session ends when it idles and when it is signed out, and no earlier', async () => {
  const { client, answer } = await signIn(PASSWORD);
  expect(answer.body).toEqual({ state: 'signed_in' });
  const [cookie] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^console=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  gateway.clock.advance(IDLE_LIMIT_MS - MINUTE_MS);
  expect((await client.call('GET /session')).status).toBe(200);
  gateway.clock.advance(IDLE_LIMIT_MS - MINUTE_MS);
  expect((await client.call('GET /session')).status).toBe(200);
  gateway.clock.advance(IDLE_LIMIT_MS);
  expect((await client.call('GET /session')).status).toBe(401);

  const other = await signIn(PASSWORD);
  await other.client.call('POST /sign-out');
  expect((await other.client.call('GET /session')).status).toBe(401);
});

test('a page that looks again by itself keeps no session alive', async () => {
  const { client } = await signIn(PASSWORD);
  for (const minutes of [10, 10, 9]) {
    gateway.clock.advance(minutes * MINUTE_MS);
    expect((await client.look('GET /session')).status).toBe(200);
  }
  gateway.clock.advance(MINUTE_MS);
  expect((await client.look('GET /session')).status).toBe(401);
});

test('a file that is being sent ends when the session does', async () => {
  const { core } = gateway.app;
  const [admin] = await core.db.query<{ id: string }>({ text: 'select operator_id as id from operators' });
  const visit = { address: '127.0.0.1', userAgent: '', device: undefined };
  const token = await openSession(core, core.db, admin?.id ?? '', visit, true);
  const parts = (async function* endless() {
    for (;;) yield Buffer.from('rows');
  })();
  const sent = whileSignedIn(core, token, parts);
  const next = async () => {
    gateway.clock.advance(3 * SECOND_MS);
    return (await sent.next()).value?.toString();
  };
  expect([await next(), await next(), await next()]).toEqual(['rows', 'rows', 'rows']);
  await core.db.query({ text: 'update operator_sessions set ended_at = now() where ended_at is null' });
  await expect(next().then(next)).rejects.toThrow('the session is over');
});

test('however busy, a session ends after twelve hours', async () => {
  const { client } = await signIn(PASSWORD);
  for (let hour = 0; hour < 47; hour += 1) {
    gateway.clock.advance(HOUR_MS / 4);
    expect((await client.call('GET /session')).status).toBe(200);
  }
  gateway.clock.advance(HOUR_MS / 4);
  expect((await client.call('GET /session')).status).toBe(401);
});

test('after five wrong passwords even the right one has to wait, longer each time', async () => {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const { answer } = await signIn('wrong password here');
    expect(answer.body.error.code).toBe('sign_in_wrong');
  }
  const locked = await signIn(PASSWORD);
  expect(locked.answer.status).toBe(429);
  const seconds = Number(locked.answer.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(25);
  expect(seconds).toBeLessThanOrEqual(30);
  gateway.clock.advance(31_000);
  expect((await signIn('wrong password here')).answer.body.error.code).toBe('sign_in_wrong');
  gateway.clock.advance(31_000);
  expect((await signIn(PASSWORD)).answer.status).toBe(429);
  gateway.clock.advance(31_000);
  expect((await signIn(PASSWORD)).answer.body).toEqual({ state: 'signed_in' });
  expect((await signIn('wrong password here')).answer.body.error.code).toBe('sign_in_wrong');
  expect((await signIn(PASSWORD)).answer.body).toEqual({ state: 'signed_in' });
});

test('who keeps trying an account keeps its owner out of no browser that she has signed in with', async () => {
  const { client: own } = await signIn(PASSWORD);
  await own.call('POST /sign-out');
  const again = () => own.call('POST /sign-in', { account: 'admin', password: PASSWORD });
  for (let round = 0; round < 40; round += 1) {
    await signIn('wrong password here');
    gateway.clock.advance(MINUTE_MS / 2);
  }
  expect((await signIn(PASSWORD)).answer.status).toBe(429);
  expect((await again()).body).toEqual({ state: 'signed_in' });
  // the browser opens nothing by itself, nor another account, and its own guesses count
  const guess = (account: string) => own.call('POST /sign-in', { account, password: 'wrong password here' });
  expect((await guess('somebody')).body.error.code).toBe('sign_in_wrong');
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect((await guess('admin')).body.error.code).toBe('sign_in_wrong');
  }
  expect((await again()).status).toBe(429);
});

test('an address that is locked locks no more accounts', async () => {
  const guess = (account: string) => signIn('wrong password here', account);
  for (let attempt = 0; attempt < 35; attempt += 1) await guess(`nobody${attempt}`);
  expect((await guess('nobody')).answer.status).toBe(429);
  expect((await guess('victim')).answer.status).toBe(429);
  const known = await gateway.app.core.db.query({
    text: `select 1 from sign_in_failures where subject = 'account victim'`,
  });
  expect(known).toEqual([]);
});

test('many guesses at once count like many guesses', async () => {
  const guesses = await Promise.all(
    Array.from({ length: 20 }, (_, index) => signIn(`guess number ${index}`, 'nobody')),
  );
  const looked = guesses.filter(({ answer }) => answer.body.error.code === 'sign_in_wrong');
  expect(looked).toHaveLength(5);
});

test('nothing is answered to another site’s page, nor without the console’s header', async () => {
  const send = (headers: Record<string, string>) =>
    fetch(`${gateway.url}/console-api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ account: 'admin', password: PASSWORD }),
    }).then((response) => response.status);
  expect(await send({ origin: 'https://evil.example', 'x-console': '1' })).toBe(403);
  expect(await send({ 'x-console': '1' })).toBe(403);
  expect(await send({ origin: gateway.url })).toBe(403);
  expect(await send({ origin: gateway.url, 'x-console': '1' })).toBe(200);
});

test('what is not declared is not there, and what is not asked for is refused', async () => {
  const client = visitor(gateway);
  expect((await client.call('GET /everything')).status).toBe(404);
  const answer = await client.call('POST /sign-in', { account: 'admin', password: PASSWORD, isAdmin: true });
  expect(answer.status).toBe(400);
});

test('attempts are deleted after a day, under whatever names they were made', async () => {
  const attempts = async () => {
    const rows = await gateway.app.core.db.query<{ subject: string }>({
      text: 'select subject from sign_in_failures',
    });
    return rows.map(({ subject }) => subject);
  };
  await signIn('wrong', 'made-up-yesterday');
  gateway.clock.advance(DAY_MS + HOUR_MS);
  await signIn('wrong', 'made-up-today');
  const isErased = async () => !(await attempts()).includes('account made-up-yesterday');
  await eraseUntil(gateway, 'the attempt to be erased', isErased);
  expect(await attempts()).toContain('account made-up-today');
});

test('expired passkey challenges are deleted, valid ones are not', async () => {
  const { db } = gateway.app.core;
  const ask = async () => {
    const answer = await visitor(gateway).call('POST /sign-in/passkey-request');
    return String(answer.body.options.challenge);
  };
  const kept = async () => {
    const rows = await db.query<{ challenge: string }>({ text: 'select challenge from operator_challenges' });
    return rows.map(({ challenge }) => challenge);
  };
  const late = await ask();
  gateway.clock.advance(6 * MINUTE_MS);
  const early = await ask();
  // asking forgets nothing: anybody may, as often as he likes
  expect(await kept()).toEqual(expect.arrayContaining([late, early]));
  await eraseUntil(gateway, 'the challenge to be erased', async () => !(await kept()).includes(late));
  expect(await kept()).toContain(early);
});

test('ended sessions are deleted, valid ones are not', async () => {
  const sessions = () =>
    gateway.app.core.db.query<{ created_at: Date }>({ text: 'select created_at from operator_sessions' });
  await signIn(PASSWORD);
  gateway.clock.advance(DAY_MS);
  const { answer } = await signIn(PASSWORD);
  expect(answer.body).toEqual({ state: 'signed_in' });
  expect((await sessions()).length).toBeGreaterThan(1);
  await eraseUntil(gateway, 'old sessions to be erased', async () => (await sessions()).length === 1);
});
