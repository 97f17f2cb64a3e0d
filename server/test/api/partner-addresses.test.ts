import { afterAll, beforeAll, expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import { type App, createApp } from '../../src/app.ts';
import { storeUnreachable } from '../../src/notifications/unreachable-store.ts';
import { firstAdministrator } from '../helpers/console/console.ts';
import { freePort } from '../helpers/gateway/free-port.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { type NameServer, startNameServer } from '../helpers/partner/name-server.ts';
import { queuePaidOrders } from '../helpers/partner/paid-orders.ts';
import { orderTerms, type Partner, partnerOf } from '../helpers/partner/partner.ts';
import { startPartnerEndpoint } from '../helpers/partner/partner-endpoint.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
let names: NameServer;
let production: App;
/** The test app as it speaks with a server in production that lists one network of its school. */
let partner: Partner;

beforeAll(async () => {
  gateway = await startGateway();
  names = await startNameServer((name) => {
    if (name === 'public.example.cn') return { a: ['93.184.216.34'] };
    if (name === 'inside.example.cn') return { a: ['10.9.9.9'], aaaa: ['fd00::9'] };
    if (name === 'both.example.cn') return { a: ['10.9.9.9', '93.184.216.34'] };
    if (name === 'listed.example.cn') return { a: ['10.20.1.1'] };
    if (name === 'jwc') return { a: ['10.20.1.1'] };
    return name.includes('silent') ? 'silent' : 'unknown';
  });
  const port = await freePort();
  production = await createApp({
    databaseUrl: gateway.databaseUrl,
    databasePoolSize: 4,
    masterKey: gateway.masterKey,
    publicUrl: 'https://pay.example.edu.cn',
    sandboxUrl: undefined,
    channelTimeoutMs: 1_000,
    partners: { privateNetworks: ['10.20.0.0/16', '0.0.0.0/8', '127.0.0.0/8'], nameServers: [names.address] },
    role: 'api',
    rateLimitPerSecond: 0,
    trustedProxies: 0,
    clock: gateway.clock,
    log: gateway.app.core.log,
  });
  await production.server.listen({ host: '127.0.0.1', port });
  partner = partnerOf(`http://127.0.0.1:${port}`, '');
});
afterAll(async () => {
  await production[Symbol.asyncDispose]();
  await names[Symbol.asyncDispose]();
  await gateway[Symbol.asyncDispose]();
});

const create = (who: Partner, notifyUrl: unknown, terms: object = {}) =>
  who.call('order_create', { ...orderTerms(''), notify_url: notifyUrl, ...terms });

const NO_ADDRESSES = [
  '/pay/notify',
  'null',
  1,
  'https//a.cn',
  'http:/a',
  'notify',
  'http://jiaowuchu:8080/notify',
  'http://a.cn/n n',
  'ftp://a.cn/n',
  'javascript:alert(1)',
  'http://user:pass@a.cn/n',
  'http://a.cn:0/n',
  'http://a.cn:65536/n',
];

test('what can be no address is refused in either field and either mode, and changes nothing', async () => {
  for (const who of [gateway.partner, partner]) {
    for (const value of NO_ADDRESSES) {
      const notify = await create(who, value);
      expect([notify.code, notify.message], String(value)).toEqual([
        -2,
        expect.stringMatching(/^notify_url /),
      ]);
      const back = await create(who, 'http://93.184.216.34/n', { return_url: value });
      expect([back.code, back.message], String(value)).toEqual([-2, expect.stringMatching(/^return_url /)]);
    }
    for (const absent of [null, '']) {
      expect((await create(who, 'http://93.184.216.34/n', { return_url: absent })).code).toBe(0);
      expect((await create(who, absent)).message).toBe('notify_url 不能为空');
    }
  }
});

test('the sandbox takes its own machine, and every address that a partner could have', async () => {
  for (const url of [
    'http://127.0.0.1:8090/n',
    'localhost:8090/n',
    'http://[::1]:9/n',
    '10.1.2.3:8080/x',
    'www.school.edu.cn/n',
  ]) {
    expect((await create(gateway.partner, url)).code, url).toBe(0);
  }
});

test.each([
  ['http://10.1.2.3/n', '10.1.2.3 在内网中'],
  ['192.168.1.1:8080/n', '192.168.1.1:8080 在内网中'],
  ['http://[fd00::1]/n', '[fd00::1] 在内网中'],
  ['http://127.0.0.1:8090/n', '本系统所在的机器自身'],
  ['http://localhost/n', '本系统所在的机器自身'],
  ['http://app.localhost./n', '本系统所在的机器自身'],
  ['http://[::1]/n', '本系统所在的机器自身'],
  ['http://169.254.169.254/n', '保留地址'],
  ['http://100.100.100.200/n', '保留地址'],
  ['http://[fe80::1]/n', '保留地址'],
  ['http://[64:ff9b::7f00:1]/n', '保留地址'],
  ['http://224.0.0.1/n', '保留地址'],
])('in production %s is refused when the order is made', async (url, why) => {
  const answer = await create(partner, url);
  expect(answer.code).toBe(-2);
  expect(answer.message).toMatch(/^notify_url 无法访问：/);
  expect(answer.message).toContain(why);
});

test('public addresses, listed networks and names are taken, and a short name that the school resolves', async () => {
  for (const url of [
    'http://93.184.216.34/n',
    'http://10.20.255.255:8080/n',
    'http://[2606:2800:220:1:248:1893:25c8:1946]/n',
    'https://public.example.cn/n',
    'https://both.example.cn/n',
    'https://listed.example.cn/n',
    'https://none.example.cn/n',
    'http://jwc/n',
  ]) {
    expect((await create(partner, url)).code, url).toBe(0);
  }
  await waitFor(() => production.core.reach.names.cached('both.example.cn'), {
    what: 'the name to be known',
  });
  expect((await create(partner, 'https://both.example.cn/n')).code).toBe(0);
});

test('a name with forbidden addresses is refused as soon as it is looked up, and shown in the console', async () => {
  expect((await create(partner, 'https://inside.example.cn/n')).code).toBe(0);
  const refused = await waitFor(
    async () => {
      const answer = await create(partner, 'https://inside.example.cn/n');
      return answer.code === -2 ? answer : undefined;
    },
    { what: 'the look-up beside the order' },
  );
  expect(refused.message).toContain('inside.example.cn 在内网中');

  const admin = await firstAdministrator(gateway);
  const listed = async () => {
    const { rows } = (await admin.call('GET /apps')).body;
    return rows.find(({ appId }: { appId: string }) => appId === 'partner1').unreachable as {
      endpoint: string;
    }[];
  };
  const found = await waitFor(
    async () => {
      const unreachable = await listed();
      const isThere = unreachable.some(({ endpoint }) => endpoint === 'https://inside.example.cn');
      return isThere ? unreachable : undefined;
    },
    { what: 'the endpoint in the console' },
  );
  expect(found).toContainEqual({
    endpoint: 'https://inside.example.cn',
    reason: 'private',
    seenAt: expect.any(String),
  });
  expect(found).toContainEqual({
    endpoint: 'http://192.168.1.1:8080',
    reason: 'private',
    seenAt: expect.any(String),
  });
  // the sandbox, which shows the list here, reaches its own machine
  expect(found.map(({ endpoint }) => endpoint)).not.toContain('http://127.0.0.1:8090');
});

test('an app that names ever more addresses at the same time keeps its latest twenty', async () => {
  const { db, clock } = gateway.app.core;
  const name = (endpoint: string) =>
    storeUnreachable(db, { appId: 'partner1', endpoint, reason: 'private' }, clock.now());
  for (let batch = 0; batch < 10; batch += 1) {
    await Promise.all(Array.from({ length: 60 }, (_, n) => name(`http://10.30.${batch}.${n}`)));
    const kept = await db.query({ text: "select from unreachable_endpoints where app_id = 'partner1'" });
    expect(kept).toHaveLength(20);
  }
});

test('an address that answers an attempt is no longer listed as unreachable', async () => {
  await using endpoint = await startPartnerEndpoint();
  const { core } = gateway.app;
  const noted = () =>
    core.db.query({
      text: 'select 1 from unreachable_endpoints where endpoint = $1',
      values: [new URL(endpoint.url).origin],
    });
  expect((await create(partner, endpoint.url)).code).toBe(-2);
  await waitFor(async () => (await noted()).length > 0, { what: 'the address to be noted' });
  await queuePaidOrders(core, { appId: 'partner1', notifyUrl: endpoint.url, count: 1 });
  await waitFor(() => endpoint.received.length > 0, { what: 'the notification' });
  await waitFor(async () => (await noted()).length === 0, { what: 'the note to go' });
});

test('silent name servers hold up no order', async () => {
  const started = performance.now();
  for (let n = 0; n < 40; n += 1) {
    expect((await create(partner, `https://silent-${n}.example.cn/n`)).code).toBe(0);
  }
  // one look-up alone takes three seconds
  expect(performance.now() - started).toBeLessThan(patience(20_000));
  expect(names.received.some((question) => question.startsWith('silent-'))).toBe(true);
});
