import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPartnerHttp, type PartnerHttp } from './partner-http.ts';
import { allowedAddresses, isPublicAddress } from './public-address.ts';

let canaries: Server[];
let port: number;
let hits = 0;
let guarded: PartnerHttp;

beforeAll(async () => {
  const canary = () =>
    createServer((_request, response) => {
      hits += 1;
      response.end('success');
    });
  canaries = [canary(), canary()];
  const [first, second] = canaries as [Server, Server];
  await new Promise<void>((resolve) => first.listen(0, '0.0.0.0', resolve));
  port = (first.address() as AddressInfo).port;
  // a machine without IPv6 has only the one
  await new Promise<void>((resolve) =>
    second.listen({ port, host: '::1' }, resolve).on('error', () => resolve()),
  );
  guarded = createPartnerHttp({ allowLoopback: false });
});
beforeEach(() => {
  hits = 0;
});
afterAll(async () => {
  await guarded[Symbol.asyncDispose]();
  for (const canary of canaries) canary.close();
});

const post = (http: PartnerHttp, url: string) => http.postForm(new URL(url), new URLSearchParams({ a: '1' }));

/** Every way WHATWG URL knows to spell an IPv4 address. */
function spellings(address: string): string[] {
  const parts = address.split('.').map(Number);
  const number = parts.reduce((sum, part) => sum * 256 + part, 0);
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  const hex = (n: number) => `0x${n.toString(16)}`;
  const octal = (n: number) => `0${n.toString(8)}`;
  const mapped = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  return [
    address,
    String(number),
    hex(number),
    octal(number),
    parts.map(hex).join('.'),
    parts.map(octal).join('.'),
    `${a}.${b}.${c * 256 + d}`,
    `${a}.${(b * 256 + c) * 256 + d}`,
    `${hex(a)}.${b}.${octal(c)}.${d}`,
    `${address}.`,
    encodeURIComponent(address).replaceAll('.', '%2e'),
    [...address].map((c) => (/[0-9]/.test(c) ? String.fromCodePoint(0xff10 + Number(c)) : '。')).join(''),
    `[::ffff:${address}]`,
    `[::ffff:${mapped}]`,
    `[::${address}]`,
    `[64:ff9b::${mapped}]`,
    `[2002:${mapped}::1]`,
  ];
}

const FORBIDDEN_V4 = [
  '127.0.0.1',
  '127.1.2.3',
  '127.255.255.254',
  '0.0.0.0',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.255.255',
  '169.254.169.254',
  '169.254.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
];
const FORBIDDEN_V6 = [
  '::1',
  '::',
  'fe80::1',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2001:db8::1',
  '::ffff:127.0.0.1',
  '64:ff9b::7f00:1',
  '2001::1',
  '100::1',
];

const FORMS = [
  ...FORBIDDEN_V4.flatMap(spellings).flatMap((host) => [
    `http://${host}:PORT/notify`,
    `https://${host}:PORT/`,
  ]),
  ...FORBIDDEN_V6.flatMap((host) => [`http://[${host}]:PORT/notify`, `https://[${host}]:PORT/`]),
  'http://localhost:PORT/',
  'http://LOCALHOST:PORT/',
  'http://user@127.0.0.1:PORT/',
  'http://127.0.0.1:PORT#@example.com/',
];

test(`none of ${FORMS.length} spellings of forbidden addresses reaches a server`, async () => {
  expect(FORMS.length).toBeGreaterThan(500);
  for (const form of FORMS) {
    const url = form.replace('PORT', String(port));
    if (URL.canParse(url)) await expect(post(guarded, url), url).rejects.toThrow('not a public one');
  }
  expect(hits).toBe(0);
});

test('a name that may not resolve at all does not reach it either', async () => {
  await expect(post(guarded, `http://localhost.:${port}/`)).rejects.toThrow();
  expect(hits).toBe(0);
});

test('without the guard the same spellings do reach it: the canary lives', async () => {
  const open = createPartnerHttp({ allowLoopback: true });
  expect(await post(open, `http://127.0.0.1:${port}/`)).toEqual({ status: 200, text: 'success' });
  expect(hits).toBe(1);
  await expect(post(open, `http://169.254.169.254:${port}/`)).rejects.toThrow();
  await open[Symbol.asyncDispose]();
});

test('a name with none but forbidden addresses is refused, whatever network is listed', async () => {
  const http = createPartnerHttp({
    allowLoopback: false,
    privateNetworks: ['0.0.0.0/0', '::/0', '127.0.0.0/8', '::1/128'],
    resolve: async () => [
      '127.0.0.1',
      '::1',
      '169.254.169.254',
      'fe80::1',
      '::ffff:127.0.0.1',
      '100.100.100.200',
    ],
  });
  await expect(post(http, `http://mixed.example:${port}/`)).rejects.toThrow('not a public one');
  await http[Symbol.asyncDispose]();
  expect(hits).toBe(0);
});

test('listed networks open private addresses, and none that wraps another or tells a cloud its secrets', () => {
  const isAllowed = allowedAddresses({
    allowLoopback: false,
    privateNetworks: ['10.20.0.0/16', '100.64.0.0/10', 'fd00::/8', '64:ff9b::/96', '2002::/16', '::/0'],
  });
  const allowed = ['10.20.0.1', '::ffff:10.20.255.255', '100.64.0.1', 'fd12:3456::1', '93.184.216.34'];
  const never = [
    '10.21.0.1',
    '192.168.0.1',
    '100.100.100.200',
    'fd00:ec2::254',
    '168.63.129.16',
    '64:ff9b::7f00:1',
    '2002:7f00:1::1',
    '::127.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'ff02::1',
    'fec0::1',
    'not an address',
  ];
  expect([...allowed, ...never].filter(isAllowed)).toEqual(allowed);
});

test('a name that moves to a forbidden address between two look-ups is looked up once per connection', async () => {
  let lookups = 0;
  const rebinding = async () => {
    lookups += 1;
    return lookups % 2 === 1 ? ['203.0.113.1'] : ['127.0.0.1'];
  };
  const http = createPartnerHttp({ allowLoopback: false, resolve: rebinding });
  for (let attempt = 1; attempt <= 50; attempt += 1) {
    await expect(post(http, `http://rebind.example:${port}/`)).rejects.toThrow('not a public one');
    expect(lookups).toBe(attempt);
  }
  await http[Symbol.asyncDispose]();
  expect(hits).toBe(0);
});

test('public addresses are allowed', () => {
  for (const address of [
    '93.184.216.34',
    '8.8.8.8',
    '2606:2800:220:1:248:1893:25c8:1946',
    '::ffff:8.8.8.8',
  ]) {
    expect(isPublicAddress(address), address).toBe(true);
  }
});

test('redirects are not followed and a long answer is cut', async () => {
  const http = createPartnerHttp({ allowLoopback: true });
  const server = createServer((request, response) => {
    if (request.url === '/long') response.end('x'.repeat(1_000_000));
    else response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = (server.address() as AddressInfo).port;
  expect((await post(http, `http://127.0.0.1:${own}/`)).status).toBe(302);
  expect((await post(http, `http://127.0.0.1:${own}/long`)).text).toHaveLength(65_536);
  expect(hits).toBe(0);
  await http[Symbol.asyncDispose]();
  server.close();
});
