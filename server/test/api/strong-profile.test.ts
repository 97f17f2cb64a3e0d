import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SealedResponse } from '@zhixiao/protocol/envelope';
import {
  HASH,
  type SharedSecrets,
  type StrongProfile,
  signatureOf,
  unixSeconds,
} from '@zhixiao/protocol/profile';
import {
  HEADER,
  openStrongResponse,
  type SignedMessage,
  sealStrongRequest,
} from '@zhixiao/protocol/profile-message';
import { createClient, type Notification, notificationHandler } from '@zhixiao/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_RULES } from '../../src/apps/app-rules.ts';
import { changeApp, listApps } from '../../src/apps/change-app.ts';
import { createApp } from '../../src/apps/create-app.ts';
import { issueNextKeys } from '../../src/apps/rotate-app-keys.ts';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms, partnerOf } from '../helpers/partner/partner.ts';
import { eraseUntil } from '../helpers/retention/retention.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const STRONG = Object.keys(HASH) as StrongProfile[];
const INPUT = { schoolId: '10086', name: '图书馆', cipher: 'aes-256-cbc', spDataAsText: false } as const;
const CREATE = '/pay_api/order_create';
const QUERY = '/pay_api/order_query';

const newApp = (input: Partial<Parameters<typeof createApp>[2]> = {}) =>
  createApp(gateway.app.core, 'all', { ...INPUT, ...input });

const send = (message: { headers: Record<string, string>; body: string }, path = QUERY) =>
  fetch(`${gateway.url}${path}`, { method: 'POST', ...message });

const sealed = (profile: StrongProfile, keys: SharedSecrets, content: object, path = QUERY) =>
  sealStrongRequest(profile, keys, path, content, gateway.app.core.clock.now());

/** What one sending is answered, if the answer is signed for it. */
async function ask(profile: StrongProfile, keys: SharedSecrets, content: object, path = QUERY) {
  const request = sealed(profile, keys, content, path);
  const response = await send(request, path);
  const asked = { profile, appId: keys.appId, path, nonce: request.nonce };
  const reply = { headers: Object.fromEntries(response.headers), body: await response.text() };
  return openStrongResponse(keys, asked, reply, gateway.app.core.clock.now());
}

describe.each(STRONG)('%s', (profile) => {
  const other = profile === 'v2' ? 'v2-sm' : 'v2';

  test('the SDK orders, asks, is refused, and takes the notification, end to end', async () => {
    const rules = { ...NO_RULES, leastVersion: 2, notifyProfile: profile } as const;
    const keys = await newApp({ rules });
    const paid: Notification[] = [];
    const receiver = createServer(notificationHandler({ ...keys, profile }, (told) => void paid.push(told)));
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    try {
      const client = createClient({ baseUrl: gateway.url, ...keys, profile, retries: 0 });
      const notifyUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/notify`;
      const terms = { body: '宿舍电费', out_trade_no: `S-${profile}`, total_fee: 100, notify_url: notifyUrl };
      const order = await client.orderCreate(terms);
      expect(await client.orderQuery(terms)).toMatchObject({ order_id: order.order_id, status: '1' });
      await expect(client.orderQuery({ out_trade_no: 'none' })).rejects.toMatchObject({
        name: 'RefusedError',
        message: '订单不存在',
      });
      await expect(client.orderCreate({ ...terms, total_fee: 0 })).rejects.toMatchObject({
        name: 'BadRequestError',
        field: 'total_fee',
      });
      await gateway.wechat.pay({ code_url: await gateway.openCode(order.order_id) });
      await waitFor(() => paid.length > 0, { what: 'the notification to be taken' });
      expect(paid[0]).toMatchObject({ out_trade_no: terms.out_trade_no, order_id: order.order_id });
    } finally {
      receiver.close();
    }
  });

  test('one answer for whatever is changed, old, repeated or of another app; nothing happens', async () => {
    const { core } = gateway.app;
    const [keys, others] = [await newApp(), await newApp()];
    const now = core.clock.now();
    const terms = orderTerms(gateway.endpoint.url, { out_trade_no: 'tampered' });
    const make = (at = now, by: SharedSecrets = keys) => sealStrongRequest(profile, by, CREATE, terms, at);
    const later = (ms: number) => new Date(now.getTime() + ms);
    const withHeader = (name: string, value: string | undefined) => {
      const { [name]: _, ...rest } = make().headers;
      return { ...make(), headers: value === undefined ? rest : { ...rest, [name]: value } };
    };
    const body = JSON.parse(make().body) as { param: string };
    const tampered: Record<string, Omit<SignedMessage, 'nonce'>> = {
      'another nonce': withHeader(HEADER.nonce, 'A'.repeat(24)),
      'another time': withHeader(HEADER.timestamp, String(Math.floor(now.getTime() / 1000) + 1)),
      'another profile': withHeader(HEADER.profile, other),
      'the first profile': withHeader(HEADER.profile, 'v1'),
      'another app': withHeader(HEADER.appId, others.appId),
      'an unknown app': withHeader(HEADER.appId, 'nobody'),
      'another signature': withHeader(HEADER.signature, `${'A'.repeat(43)}=`),
      'a signature in vain': withHeader(HEADER.signature, 'x'),
      ...Object.fromEntries(
        Object.values(HEADER).map((name) => [`no ${name}`, withHeader(name, undefined)] as const),
      ),
      'a space behind the body': { ...make(), body: `${make().body} ` },
      'another param': { ...make(), body: JSON.stringify({ param: `B${body.param.slice(1)}` }) },
      'no body': { ...make(), body: '' },
      'other secrets': make(now, { ...others, appId: keys.appId }),
      'a time long past': make(later(-6 * MINUTE_MS)),
      'a time to come': make(later(6 * MINUTE_MS)),
      'the other interface’s path': sealStrongRequest(profile, keys, QUERY, terms, now),
    };
    const told = new Set<string>();
    for (const [what, message] of Object.entries(tampered)) {
      const response = await send({ headers: { ...message.headers }, body: message.body }, CREATE);
      const names = [...response.headers.keys()].filter((name) => name.startsWith('zhixiao'));
      told.add(JSON.stringify([response.status, names, await response.text()]));
      expect([what, told.size]).toEqual([what, 1]);
    }
    const [row] = await core.db.query<{ orders: string; nonces: string }>({
      text: `select (select count(*) from orders where app_id = $1) as orders,
                    (select count(*) from request_nonces where app_id = $1) as nonces`,
      values: [keys.appId],
    });
    expect(row).toEqual({ orders: '0', nonces: '0' });
    // the same request many times at once: one of them is the first
    const request = make();
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(request, CREATE)));
    const signed = answers.filter(({ headers }) => headers.has(HEADER.signature));
    expect(signed).toHaveLength(1);
    for (const answer of answers) {
      if (signed.includes(answer)) continue;
      told.add(JSON.stringify([answer.status, [], await answer.text()]));
    }
    expect(told.size).toBe(1);
    expect(JSON.parse([...told][0] ?? '')[2] as string).toContain('请求未通过验证');
  });

  test('while keys change, both are accepted and answered with the same; a frozen app gets an encrypted refusal', async () => {
    const { core } = gateway.app;
    const keys = await newApp();
    expect(await ask(profile, keys, { out_trade_no: 'none' })).toEqual({ retCode: -1, text: '订单不存在' });
    const next = { ...keys, ...(await issueNextKeys(core, 'all', keys.appId)) };
    const context = async (with_: SharedSecrets) =>
      (await ask(profile, with_, { out_trade_no: 'none' }))?.text;
    await waitFor(async () => (await context(next)) === '订单不存在', { what: 'the new keys to be valid' });
    expect(await context(keys)).toBe('订单不存在');
    await changeApp(core, 'all', keys.appId, { frozen: true });
    await waitFor(async () => (await ask(profile, keys, {}))?.retCode === -3, {
      what: 'the app to be frozen',
    });
  });
});

test('a signed body that is not a request gets an encrypted refusal in words', async () => {
  const keys = await newApp();
  const at = gateway.app.core.clock.now();
  const bodies = {
    '{"param":"AAAA"}': 'param 解密失败',
    '{}': 'param 不能为空',
    x: '请求体 不是有效的 JSON',
  };
  for (const [body, message] of Object.entries(bodies)) {
    const { nonce, headers } = sealStrongRequest('v2', keys, QUERY, {}, at);
    const asked = { profile: 'v2', appId: keys.appId, path: QUERY, nonce } as const;
    const signature = signatureOf(keys, { ...asked, kind: 'request', timestamp: unixSeconds(at) }, body);
    const response = await send({ headers: { ...headers, [HEADER.signature]: signature }, body });
    const reply = { headers: Object.fromEntries(response.headers), body: await response.text() };
    const answer = openStrongResponse(keys, asked, reply, at);
    expect(answer?.retCode).toBe(-2);
    expect(answer?.text).toContain(message);
  }
});

test('however the address is spelt, the interface’s own path is what was signed', async () => {
  const keys = await newApp();
  const request = sealed('v2', keys, { out_trade_no: 'none' });
  const response = await send(request, '//pay_api/Order_Query.html?a=1');
  expect(response.headers.has(HEADER.signature)).toBe(true);
});

test('an app held to the second version is refused the first, in the first; the rule can be taken back', async () => {
  const { core } = gateway.app;
  const keys = await newApp({ rules: { ...NO_RULES, leastVersion: 2, notifyProfile: 'v2' } });
  const old = partnerOf(gateway.url, gateway.endpoint.url, { ...keys, cipher: INPUT.cipher });
  expect(await old.call('order_create', orderTerms(gateway.endpoint.url))).toMatchObject({
    code: -1,
    message: '该应用只接受第二版协议（v2）的请求，请升级客户端',
  });
  // stripped of its headers, a request of the second version is none of the first
  const { body } = sealed('v2', keys, { out_trade_no: 'none' });
  const stripped = (await (await send({ headers: {}, body })).json()) as SealedResponse;
  expect(stripped).toMatchObject({ ret_code: -2, sign: '' });
  await expect(
    changeApp(core, 'all', keys.appId, { rules: { ...NO_RULES, leastVersion: 2, notifyProfile: 'v1' } }),
  ).rejects.toMatchObject({ code: 'app_rules_unfit', details: { field: 'notify_profile' } });
  await changeApp(core, 'all', keys.appId, { rules: { ...NO_RULES, leastVersion: 1, notifyProfile: 'v1' } });
  await waitFor(
    async () => (await old.call('order_query', { out_trade_no: 'none' })).message === '订单不存在',
    {
      what: 'the first version to be taken again',
    },
  );
});

test('the last version of an app is recorded, and expired nonces are deleted', async () => {
  const { core } = gateway.app;
  const keys = await newApp();
  const spoke = async () => (await listApps(core, 'all')).find(({ appId }) => appId === keys.appId)?.spoke;
  expect(await spoke()).toEqual({ v1: undefined, v2: undefined });
  await ask('v2', keys, { out_trade_no: 'none' });
  await waitFor(async () => (await spoke())?.v2, { what: 'the second version to be noted' });
  expect((await spoke())?.v1).toBeUndefined();
  await partnerOf(gateway.url, '', { ...keys, cipher: INPUT.cipher }).call('order_query', {
    out_trade_no: 'x',
  });
  await waitFor(async () => (await spoke())?.v1, { what: 'the first version to be noted' });

  const kept = async () => {
    const text = 'select count(*)::int as count from request_nonces where app_id = $1';
    return (await core.db.query<{ count: number }>({ text, values: [keys.appId] }))[0]?.count;
  };
  const isFinished = async () => {
    const text = `select 1 from retention_runs where kind = 'nonces' and finished_at is not null`;
    return (await core.db.query({ text })).length > 0;
  };
  await eraseUntil(gateway, 'the first run to end', isFinished);
  expect(await kept()).toBe(1);
  await gateway.advance(7 * MINUTE_MS);
  await eraseUntil(gateway, 'the nonce to be erased', async () => (await kept()) === 0);
});
