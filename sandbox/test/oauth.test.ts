import { afterAll, beforeAll, expect, test } from 'vitest';
import { PAYER_OPENID } from '../src/wechat/wechat.ts';
import { APP_SECRET, APPID } from './helpers/merchant.ts';
import { startTestSandbox, type TestSandbox } from './helpers/sandbox.ts';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

async function authorize(changes: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({
    appid: APPID,
    redirect_uri: 'http://127.0.0.1:1/back?order=1',
    response_type: 'code',
    scope: 'snsapi_base',
    state: 's 1',
    ...changes,
  });
  return fetch(`${sandbox.url}/connect/oauth2/authorize?${query}`, { redirect: 'manual' });
}

async function ask(path: string, parameters: Record<string, string>): Promise<Record<string, unknown>> {
  const query = new URLSearchParams({
    appid: APPID,
    secret: APP_SECRET,
    grant_type: 'authorization_code',
    ...parameters,
  });
  const answer = await fetch(`${sandbox.url}${path}?${query}`);
  expect(answer.status).toBe(200);
  return JSON.parse(await answer.text()) as Record<string, unknown>;
}

const redeem = (parameters: Record<string, string>) => ask('/sns/oauth2/access_token', parameters);

async function freshCode(): Promise<string> {
  const location = new URL((await authorize()).headers.get('location') ?? '');
  return location.searchParams.get('code') ?? '';
}

test('the browser comes back with a code and its state, the code buys the openid once', async () => {
  const answer = await authorize();
  expect(answer.status).toBe(302);
  const location = new URL(answer.headers.get('location') ?? '');
  expect(location.href).toContain('http://127.0.0.1:1/back?order=1&code=');
  expect(location.searchParams.get('state')).toBe('s 1');
  const code = location.searchParams.get('code') ?? '';
  expect(await redeem({ code })).toMatchObject({
    openid: PAYER_OPENID,
    expires_in: 7200,
    scope: 'snsapi_base',
  });
  expect(PAYER_OPENID).toMatch(/^o[\w-]{27}$/);
  expect(await redeem({ code })).toMatchObject({ errcode: 40163 });
});

test('a strange appid gets a page and no redirect', async () => {
  const answer = await authorize({ appid: 'wxother' });
  expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
  const script = await authorize({ redirect_uri: 'javascript:alert(1)' });
  expect(script.headers.get('location')).toBeNull();
});

test('wrong codes, secrets and appids have their own errors', async () => {
  expect(await redeem({ code: 'nothing' })).toMatchObject({ errcode: 40029 });
  expect(await redeem({ code: await freshCode(), secret: 'wrong' })).toMatchObject({ errcode: 40125 });
  expect(await redeem({ code: await freshCode(), appid: 'wxother' })).toMatchObject({ errcode: 40013 });
});

test('a code lives five minutes', async () => {
  const code = await freshCode();
  await sandbox.admin('POST', '/clock', { advance_ms: 300_000 });
  expect(await redeem({ code })).toMatchObject({ errcode: 42003 });
});

test('a mini-program code for any payer', async () => {
  const openid = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
  const { content } = await sandbox.admin('POST', '/wechat/codes', { appid: APPID, openid });
  const answer = await ask('/sns/jscode2session', { js_code: String(content.code) });
  expect(answer).toEqual({ openid, session_key: expect.any(String) });
});
