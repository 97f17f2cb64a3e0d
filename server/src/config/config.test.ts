import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';
import { ConfigError } from './settings.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');

test.each([
  ['as it is', KEY],
  ['without its padding', KEY.replaceAll('=', '')],
  ['in the letters of URLs', Buffer.alloc(32, 1).toString('base64url')],
])('the previous master key is another one than the present, also %s', (_how, previous) => {
  // every program reads its settings first: a rotation to the same key ends before it opens anything
  expect(() => parseConfig({ MASTER_KEY: KEY, MASTER_KEY_PREVIOUS: previous })).toThrow(
    /^MASTER_KEY_PREVIOUS must be another key than MASTER_KEY/,
  );
});

test('with nothing set it is a sandbox on port 8080', () => {
  const { config, secrets } = parseConfig({});
  expect(config).toMatchObject({
    mode: 'sandbox',
    port: 8080,
    sandboxPort: 8081,
    publicUrl: 'http://127.0.0.1:8080',
  });
  expect(secrets).toEqual({
    databaseUrl: undefined,
    standbyUrls: [],
    masterKey: undefined,
    tracingHeaders: {},
    senders: {},
  });
});

test.each([
  ['0.0.0.0', '0.0.0.0', 'http://127.0.0.1:8080'],
  ['::', '::', 'http://127.0.0.1:8080'],
  ['[::]', '::', 'http://127.0.0.1:8080'],
  ['::1', '::1', 'http://[::1]:8080'],
  ['[::1]', '::1', 'http://[::1]:8080'],
  ['fd00::2', 'fd00::2', 'http://[fd00::2]:8080'],
  ['127.0.0.1', '127.0.0.1', 'http://127.0.0.1:8080'],
  ['192.168.1.5', '192.168.1.5', 'http://192.168.1.5:8080'],
  ['localhost', 'localhost', 'http://localhost:8080'],
])('HOST=%s listens on %s, and is reached at %s', (HOST, host, publicUrl) => {
  expect(parseConfig({ HOST }).config).toMatchObject({ host, publicUrl });
  expect(parseConfig({ HOST, PUBLIC_URL: 'http://pay.lan' }).config.publicUrl).toBe('http://pay.lan');
});

test('production needs its address and its key, and takes no plain http', () => {
  const production = {
    PAYMENT_MODE: 'production',
    PUBLIC_URL: 'https://pay.example.edu.cn/',
    MASTER_KEY: KEY,
  };
  expect(parseConfig(production).config.publicUrl).toBe('https://pay.example.edu.cn');
  // pages show it, and code in them
  const odd = { ...production, PUBLIC_URL: `https://pay.example.edu.cn/a"><b>'/` };
  expect(parseConfig(odd).config.publicUrl).toBe('https://pay.example.edu.cn/a%22%3E%3Cb%3E%27');
  expect(() => parseConfig({ ...production, PUBLIC_URL: 'https://a:b@pay.example.edu.cn' })).toThrow(
    /^PUBLIC_URL/,
  );
  expect(() => parseConfig({ ...production, PUBLIC_URL: 'http://pay.example.edu.cn' })).toThrow(
    /^PUBLIC_URL/,
  );
  expect(() => parseConfig({ ...production, MASTER_KEY: 'short' })).toThrow(/^MASTER_KEY/);
  expect(() => parseConfig({ ...production, MASTER_KEY: undefined })).toThrow(ConfigError);
});

test.each([
  ['PORT', '-1'],
  ['PORT', '80.5'],
  ['PORT', '70000'],
  ['PAYMENT_MODE', 'prod'],
  ['PROCESS_ROLE', 'web'],
  ['SHARD', '16'],
  ['SHARD_URLS', '10.0.0.1:8080'],
  ['SHARD_URLS', 'http://10.0.0.1:8080,http://10.0.0.2/path'],
  ['SHARD_URLS', 'http://u:p@10.0.0.1:8080'],
  ['LOG_LEVEL', 'verbose'],
  ['DATABASE_URL', 'mysql://x'],
  ['DIRECT_DATABASE_URL', 'mysql://x'],
  ['SMTP_URL', 'https://mail.example.edu.cn'],
  ['SMTP_URL', 'smtps://user:pass#word@mail.example.edu.cn:465'],
  ['DRAIN_TIMEOUT_MS', 'soon'],
  ['NOTIFY_PRIVATE_NETWORKS', '10.0.0.0'],
  ['RETENTION_DAYS', 'accesses=1095'],
  ['RETENTION_DAYS', 'callbacks=183'],
  ['RETENTION_DAYS', 'order_people=6'],
  ['RETENTION_DAYS', 'order_people=36501'],
  ['RETENTION_DAYS', 'order_people=-1'],
  ['RETENTION_DAYS', 'order_people'],
  ['RETENTION_DAYS', 'ledger=30'],
  ['RETENTION_DAYS', 'nonces=30'],
  ['RETENTION_DAYS', 'callbacks=400,callbacks=500'],
  ['NOTIFY_PRIVATE_NETWORKS', '10.0.0.0/8,10.0.0.0/33'],
  ['NOTIFY_PRIVATE_NETWORKS', 'school'],
  ['NOTIFY_PRIVATE_NETWORKS', '10/8'],
  ['NOTIFY_PRIVATE_NETWORKS', '10.20/16'],
  ['NOTIFY_PRIVATE_NETWORKS', '010.20.0.0/16'],
  ['NOTIFY_PRIVATE_NETWORKS', '0x0a.0.0.0/8'],
  ['NOTIFY_PRIVATE_NETWORKS', '10.0.0.0/08'],
  ['NOTIFY_PRIVATE_NETWORKS', '10.0.0.0/8，10.20.0.0/16'],
  ['NOTIFY_PRIVATE_NETWORKS', '10.0.0.0/255.0.0.0'],
  ['NOTIFY_PRIVATE_NETWORKS', '10.20.*.*'],
  ['NOTIFY_PRIVATE_NETWORKS', '10.0.0.1-10.0.0.9'],
  ['NOTIFY_PRIVATE_NETWORKS', '::ffff:10.0.0.0/104'],
  ['NOTIFY_PRIVATE_NETWORKS', 'fd00::%1/8'],
  ['NOTIFY_DNS_SERVERS', 'ns.school.edu.cn'],
  ['NOTIFY_DNS_SERVERS', '10.0.0.53:dns'],
  ['NOTIFY_DNS_SERVERS', '10.0.0.53:99999'],
  ['NOTIFY_DNS_SERVERS', '10.0.0.256'],
])('%s=%s stops the start and names the setting', (name, value) => {
  expect(() => parseConfig({ [name]: value })).toThrow(new RegExp(`^${name} `));
});

test('periods of personal data are those by default but for what is set, and a law’s least is named', () => {
  const { retention } = parseConfig({ RETENTION_DAYS: 'callbacks=184, accesses=3653' }).config;
  expect(retention).toMatchObject({
    callbacks: 184 * 24,
    accesses: 3653 * 24,
    order_people: 1826 * 24,
    nonces: 0,
  });
  expect(() => parseConfig({ RETENTION_DAYS: 'accesses=30' })).toThrow(
    'RETENTION_DAYS must keep accesses (Look-ups of people) for 1096 to 36500 days, not 30: Personal Information Protection Law',
  );
});

test('behind a pooler the database is the direct address, and needs the other as well', () => {
  const [pooler, direct] = [
    'postgres://u:p@pooler:6432/z',
    'postgres://u:p@a,b/z?target_session_attrs=read-write',
  ];
  const { secrets } = parseConfig({ DATABASE_URL: pooler, DIRECT_DATABASE_URL: direct });
  expect(secrets).toMatchObject({ databaseUrl: direct, poolerUrl: pooler });
  expect(parseConfig({ DATABASE_URL: direct }).secrets).toMatchObject({
    databaseUrl: direct,
    poolerUrl: undefined,
  });
  expect(() => parseConfig({ DIRECT_DATABASE_URL: direct })).toThrow(
    'DATABASE_URL is needed with DIRECT_DATABASE_URL: the address of the pooler',
  );
  const production = {
    PAYMENT_MODE: 'production',
    PUBLIC_URL: 'https://pay.example.edu.cn',
    MASTER_KEY: KEY,
  };
  const both = { DATABASE_URL: 'postgres://u:p@localhost:6432/z', DIRECT_DATABASE_URL: direct };
  expect(() => parseConfig({ ...production, ...both })).toThrow(/^DIRECT_DATABASE_URL leads to a without/);
  expect(() =>
    parseConfig({ ...production, DATABASE_URL: pooler, DIRECT_DATABASE_URL: both.DATABASE_URL }),
  ).toThrow(/^DATABASE_URL leads to pooler without/);
});

test('networks and name servers are lists', () => {
  const { config } = parseConfig({
    NOTIFY_PRIVATE_NETWORKS: '10.20.0.0/16, fd12:3456::/48;192.168.1.7/32',
    NOTIFY_DNS_SERVERS: '10.0.0.53 10.0.0.54:5353,[fd00::53]:53,fd00::54',
  });
  expect(config.partners).toEqual({
    privateNetworks: ['10.20.0.0/16', 'fd12:3456::/48', '192.168.1.7/32'],
    nameServers: ['10.0.0.53', '10.0.0.54:5353', '[fd00::53]:53', 'fd00::54'],
    traceparentHosts: [],
  });
  expect(parseConfig({}).config.partners).toEqual({
    privateNetworks: [],
    nameServers: undefined,
    traceparentHosts: [],
  });
});

test('.env.example names every setting, and its defaults are the defaults', () => {
  const source = readdirSync(import.meta.dirname)
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');
  const example = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  const read = new Set([...source.matchAll(/settings, '([A-Z_]+)'/g)].map(([, name]) => name));
  const described = new Set([...example.matchAll(/^#? ?([A-Z_]+)=/gm)].map(([, name]) => name));
  expect(described).toEqual(read);
  const set = Object.fromEntries(
    [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  expect(parseConfig(set)).toEqual(parseConfig({}));
});

test('traces go where OpenTelemetry says', () => {
  const read = (OTEL_EXPORTER_OTLP_ENDPOINT: string, more = {}) =>
    parseConfig({ OTEL_EXPORTER_OTLP_ENDPOINT, ...more });
  expect(parseConfig({}).config.tracing).toBeUndefined();
  for (const [endpoint, url] of [
    ['http://127.0.0.1:4318', 'http://127.0.0.1:4318/v1/traces'],
    ['http://127.0.0.1:4318/', 'http://127.0.0.1:4318/v1/traces'],
    ['https://collector.example/otlp', 'https://collector.example/otlp/v1/traces'],
  ] as const) {
    expect(read(endpoint).config.tracing).toEqual({
      url: new URL(url),
      serviceName: 'zhixiao-pay',
      sampledPart: 1,
    });
  }
  for (const wrong of ['127.0.0.1:4318', 'grpc://x', 'http://u:p@x', 'http://x/?key=1']) {
    expect(() => read(wrong), wrong).toThrow(/^OTEL_EXPORTER_OTLP_ENDPOINT must be/);
  }
  const OTEL_EXPORTER_OTLP_HEADERS = 'Authorization=Bearer%20a%3D,x-scope = school';
  expect(parseConfig({ OTEL_EXPORTER_OTLP_HEADERS }).secrets.tracingHeaders).toEqual({
    authorization: 'Bearer a=',
    'x-scope': 'school',
  });
  for (const wrong of ['secret', '=secret', 'a=secret%', 'a=secret%0a', 'a b=secret', 'a=sécret']) {
    const parse = () => parseConfig({ OTEL_EXPORTER_OTLP_HEADERS: wrong });
    expect(parse, wrong).toThrow(/^OTEL_EXPORTER_OTLP_HEADERS must be like name=value,name=value$/);
  }
  for (const part of ['0', '0.25', '1', '1.0']) {
    const { config } = read('http://x', { OTEL_TRACES_SAMPLER_ARG: part });
    expect(config.tracing?.sampledPart).toBe(Number(part));
  }
  for (const wrong of ['1.1', '-0.1', '50%', '.5', '1e-3']) {
    expect(() => parseConfig({ OTEL_TRACES_SAMPLER_ARG: wrong }), wrong).toThrow(/^OTEL_TRACES_SAMPLER_ARG /);
  }
  const { config } = parseConfig({ TRACEPARENT_HOSTS: 'dorm.school.example, 10.0.0.9' });
  expect(config.partners.traceparentHosts).toEqual(['dorm.school.example', '10.0.0.9']);
  for (const wrong of ['http://dorm.example', 'dorm.example:80', 'DORM.example', 'dorm.example/x']) {
    expect(() => parseConfig({ TRACEPARENT_HOSTS: wrong }), wrong).toThrow(
      /^TRACEPARENT_HOSTS must be hosts/,
    );
  }
});

const PRODUCTION = { PAYMENT_MODE: 'production', PUBLIC_URL: 'https://pay.example', MASTER_KEY: KEY };

test.each([
  ['postgres://u:p@db.example/z', 'db.example'],
  ['postgres://u:p@10.0.0.7/z?sslmode=disable', '10.0.0.7'],
  ['postgres://u:p@db.example/z?sslmode=no-verify', 'db.example'],
  ['postgres://u:p@db.example/z?sslmode=require&uselibpqcompat=true', 'db.example'],
  ['postgres://u:p@db.example/z?sslmode=verify-full&sslmode=disable', 'db.example'],
  ['postgres://u:p@127.0.0.1.example/z', '127.0.0.1.example'],
  ['postgres://u:p@localhost,b.example/z', 'b.example'],
  ['postgres://u:p@/z?host=localhost,b.example', 'b.example'],
  ['postgres://u:p@db.example/z?sslmode=verify-full', undefined],
  ['postgres://u:p@db.example/z?sslmode=require', undefined],
  ['postgres://u:p@db.example/z?ssl=true', undefined],
  ['postgres://u:p@127.0.0.1:5433/z', undefined],
  ['postgres://u:p@[::1]/z', undefined],
  ['postgres://u:p@localhost/z?sslmode=disable', undefined],
  ['postgres://u:p@/z?host=/var/run/postgresql', undefined],
])('in production %s speaks plainly to %s', (url, host) => {
  for (const name of ['DATABASE_URL', 'MIGRATION_DATABASE_URL']) {
    const read = () => parseConfig({ ...PRODUCTION, [name]: url });
    if (host === undefined) expect(read().config.mode).toBe('production');
    else expect(read).toThrow(`${name} leads to ${host} without a checked TLS connection`);
    expect(parseConfig({ ...PRODUCTION, [name]: url, DATABASE_TLS: 'off' }).config.mode).toBe('production');
    expect(parseConfig({ [name]: url }).config.mode).toBe('sandbox');
  }
});

test('the console is where payers are unless it has a host of its own', () => {
  expect(parseConfig(PRODUCTION).config.consoleUrl).toBe('https://pay.example');
  const own = { ...PRODUCTION, CONSOLE_URL: 'https://console.example/' };
  expect(parseConfig(own).config.consoleUrl).toBe('https://console.example');
  for (const CONSOLE_URL of ['http://console.example', 'https://console.example/x', 'console.example']) {
    expect(() => parseConfig({ ...PRODUCTION, CONSOLE_URL }), CONSOLE_URL).toThrow(/^CONSOLE_URL /);
  }
});

test('heads of the audit log go to a syslog server by UDP', () => {
  const read = (AUDIT_SYSLOG: string) => parseConfig({ AUDIT_SYSLOG }).config.auditSyslog;
  expect(read('udp://10.0.0.9')).toEqual({ host: '10.0.0.9', port: 514 });
  expect(read('udp://[fd00::9]:5514')).toEqual({ host: 'fd00::9', port: 5514 });
  for (const wrong of ['10.0.0.9:514', 'tcp://10.0.0.9:514', 'udp://', 'udp://a/b', 'udp://a?x']) {
    expect(() => read(wrong), wrong).toThrow(/^AUDIT_SYSLOG /);
  }
});

test('standbys are named host by host, by an address for reading, beside a database of one’s own', () => {
  const url = 'postgres://u:p@a,b:5433/x';
  const settings = { DATABASE_URL: url, STANDBY_DATABASE_URL: `${url}?target_session_attrs=prefer-standby` };
  const { config, secrets } = parseConfig(settings);
  expect(config.standbyMaxLagMs).toBe(10_000);
  expect(secrets.standbyUrls).toEqual([
    'postgres://u:p@localhost/x?host=a',
    'postgres://u:p@localhost/x?host=b&port=5433',
  ]);
  expect(() => parseConfig({ STANDBY_DATABASE_URL: url })).toThrow(
    /^DATABASE_URL is needed with STANDBY_DATABASE_URL/,
  );
  const writing = { ...settings, STANDBY_DATABASE_URL: `${url}?target_session_attrs=read-write` };
  expect(() => parseConfig(writing)).toThrow(
    /^target_session_attrs=read-write in STANDBY_DATABASE_URL cannot be used: a standby takes no writes; use standby$/,
  );
  expect(() => parseConfig({ ...settings, STANDBY_MAX_LAG_MS: '1000' })).toThrow(/^STANDBY_MAX_LAG_MS/);
  const production = {
    ...settings,
    PAYMENT_MODE: 'production',
    PUBLIC_URL: 'https://pay.example.edu.cn',
    MASTER_KEY: KEY,
    DATABASE_URL: `${url}?sslmode=verify-full`,
  };
  expect(() => parseConfig(production)).toThrow(/^STANDBY_DATABASE_URL leads to a without a checked TLS/);
});

test('a router needs the addresses of its shards, and no key', () => {
  const router = {
    PAYMENT_MODE: 'production',
    PUBLIC_URL: 'https://pay.example.edu.cn',
    PROCESS_ROLE: 'router',
  };
  const { config } = parseConfig({ ...router, SHARD_URLS: 'http://10.0.0.1:8080, http://shard-1/' });
  expect(config.routing).toEqual({ shardUrls: ['http://10.0.0.1:8080', 'http://shard-1'], consoleUrls: [] });
  expect(() => parseConfig(router)).toThrow(/^SHARD_URLS is needed with PROCESS_ROLE=router/);
  const tooMany = Array.from({ length: 17 }, (_, shard) => `http://10.0.0.${shard}:8080`).join();
  expect(() => parseConfig({ ...router, SHARD_URLS: tooMany })).toThrow(/^SHARD_URLS is needed/);
});

test('a server is of one shard, or of none', () => {
  expect(parseConfig({ SHARD: '0' }).config.shard).toBe(0);
  expect(parseConfig({ SHARD: '15' }).config.shard).toBe(15);
  expect(parseConfig({}).config).toMatchObject({ shard: undefined, routing: undefined });
  const production = {
    PAYMENT_MODE: 'production',
    PUBLIC_URL: 'https://pay.example.edu.cn',
    MASTER_KEY: KEY,
  };
  expect(() => parseConfig({ ...production, SHARD: '0' })).toThrow(/^CONSOLE_URL is needed with SHARD/);
  const own = { SHARD: '0', CONSOLE_URL: 'https://pay-console.example.edu.cn' };
  expect(parseConfig({ ...production, ...own }).config.shard).toBe(0);
});
