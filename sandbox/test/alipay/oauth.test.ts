import { afterAll, beforeAll, expect, test } from 'vitest';
import { APP_ID, BUYER_ID, isProven } from '../helpers/alipay-merchant.ts';
import { type AlipaySandbox, startAlipaySandbox } from '../helpers/alipay-sandbox.ts';

const TOKEN = 'alipay.system.oauth.token';

let sandbox: AlipaySandbox;
beforeAll(async () => {
  sandbox = await startAlipaySandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

async function authorize(changes: Record<string, string> = {}) {
  const query = new URLSearchParams({
    app_id: APP_ID,
    scope: 'auth_base',
    redirect_uri: 'http://127.0.0.1:9/back?a=1',
    state: 's 1',
    ...changes,
  });
  return fetch(`${sandbox.url}/oauth2/publicAppAuthorize.htm?${query}`, { redirect: 'manual' });
}

async function newCode(): Promise<string> {
  const back = new URL((await authorize()).headers.get('location') ?? '');
  return back.searchParams.get('auth_code') ?? '';
}

const redeem = (code: string) => sandbox.call(TOKEN, undefined, { grant_type: 'authorization_code', code });

test('the browser comes back with a code, that is redeemed once', async () => {
  const back = new URL((await authorize()).headers.get('location') ?? '');
  expect(back.href).toMatch(/^http:\/\/127\.0\.0\.1:9\/back\?a=1&/);
  expect(Object.fromEntries(back.searchParams)).toMatchObject({
    app_id: APP_ID,
    scope: 'auth_base',
    state: 's 1',
  });
  const code = back.searchParams.get('auth_code') ?? '';
  const granted = await redeem(code);
  expect(granted.name).toBe('alipay_system_oauth_token_response');
  expect(isProven(granted, sandbox.alipayKey)).toBe(true);
  expect(granted.content).toMatchObject({
    user_id: BUYER_ID,
    access_token: expect.any(String),
    expires_in: 1_296_000,
  });
  expect(granted.content).not.toHaveProperty('code');
  const again = await redeem(code);
  expect(again.name).toBe('error_response');
  expect(again.content).toMatchObject({ code: '40002', sub_code: 'isv.code-invalid' });

  const refresh = { grant_type: 'refresh_token', refresh_token: granted.content.refresh_token };
  expect((await sandbox.call(TOKEN, undefined, refresh)).content.user_id).toBe(BUYER_ID);
});

test('codes age', async () => {
  const code = await newCode();
  await sandbox.admin('POST', '/clock', { advance_ms: 86_400_000 });
  expect((await redeem(code)).content.sub_code).toBe('isv.code-invalid');
});

test('newer apps get an open id', async () => {
  await sandbox.admin('PATCH', `/alipay/apps/${APP_ID}`, { identity: 'open_id' });
  const { content } = await redeem(await newCode());
  expect(content).not.toHaveProperty('user_id');
  expect(content.open_id).toMatch(/^[\w-]{48}$/);
});

test.each([{ app_id: '1' }, { scope: 'all' }, { redirect_uri: 'javascript:alert(1)' }])(
  '%o leads nowhere',
  async (changes) => {
    const answer = await authorize(changes);
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
  },
);

test.each([
  [{}, 'isv.missing-grant-type'],
  [{ grant_type: 'authorization_code' }, 'isv.missing-code'],
  [{ grant_type: 'password' }, 'isv.grant-type-invalid'],
])('%o is refused', async (changes, subCode) => {
  expect((await sandbox.call(TOKEN, undefined, changes)).content.sub_code).toBe(subCode);
});
