import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkSettings } from './check-settings.ts';
import { type Env, readSettings } from './read-settings.ts';
import { SETTINGS } from './settings.ts';

const PRODUCTION = {
  PAYMENT_MODE: 'production',
  PUBLIC_URL: 'https://pay.example.edu.cn',
  MASTER_KEY: Buffer.from(Array.from({ length: 32 }, (_item, index) => (index * 37 + 11) % 256)).toString(
    'base64',
  ),
  TRUSTED_PROXIES: '1',
};

const look = (env: Env, named: readonly string[] = []) => checkSettings(env, named, readSettings(env));
const idsOf = (env: Env, named?: readonly string[]) =>
  look(env, named).map(({ id, severity }) => `${severity} ${id}`);

test('what is right is one line', () => {
  expect(idsOf({})).toEqual(['ok settings']);
  expect(idsOf(PRODUCTION)).toEqual(['ok settings']);
});

test('every setting that is described has its words, and no other', () => {
  const example = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  const described = [...example.matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);
  expect(Object.keys(SETTINGS).sort()).toEqual([...new Set(described)].sort());
});

const SECRET = 's3cret-value';

test.each<[name: string, env: Env, zh: string]>([
  ['PORT', { PORT: SECRET }, '应为 0 到 65535 之间的整数'],
  ['PAYMENT_MODE', { PAYMENT_MODE: SECRET }, '应为 sandbox, production 之一'],
  ['PUBLIC_URL', { ...PRODUCTION, PUBLIC_URL: undefined }, '生产环境必须设置'],
  ['PUBLIC_URL', { ...PRODUCTION, PUBLIC_URL: `http://u:${SECRET}@x` }, '应为以 https:// 开头'],
  ['SHARD', { SHARD: SECRET }, '应为 0 到 15 之间的整数'],
  ['SHARD_URLS', { SHARD_URLS: `http://u:${SECRET}@x` }, '这样的地址'],
  ['SHARD_URLS', { PROCESS_ROLE: 'router' }, '设置了 PROCESS_ROLE 时必须设置'],
  ['CONSOLE_URL', { CONSOLE_URL: `https://x/${SECRET}` }, '应为不带路径的地址'],
  ['MASTER_KEY', { ...PRODUCTION, MASTER_KEY: undefined }, '生产环境必须设置'],
  ['MASTER_KEY', { ...PRODUCTION, MASTER_KEY: SECRET }, '应为 32 字节的 Base64'],
  ['MASTER_KEY', { MASTER_KEY_PREVIOUS: PRODUCTION.MASTER_KEY }, '设置了 MASTER_KEY_PREVIOUS 时必须设置'],
  [
    'MASTER_KEY_PREVIOUS',
    { ...PRODUCTION, MASTER_KEY_PREVIOUS: PRODUCTION.MASTER_KEY },
    '应与 MASTER_KEY 不同',
  ],
  ['DATABASE_URL', { DATABASE_URL: `mysql://${SECRET}` }, '应以 postgres:// 或 postgresql:// 开头'],
  ['DATABASE_URL', { DATABASE_URL: `postgres://u:${SECRET}@h:99999/x` }, '其中的主机或端口不正确'],
  ['DATABASE_URL', { DATABASE_URL: `postgres://u:${SECRET}@h/x?target_session_attrs=standby` }, 'read-write'],
  [
    'DATABASE_URL',
    { ...PRODUCTION, DATABASE_URL: `postgres://u:${SECRET}@db.lan/x` },
    '到 db.lan 的连接没有校验证书',
  ],
  ['NOTIFY_PRIVATE_NETWORKS', { NOTIFY_PRIVATE_NETWORKS: SECRET }, '这样的网段'],
  ['NOTIFY_DNS_SERVERS', { NOTIFY_DNS_SERVERS: SECRET }, '这样的地址'],
  ['AUDIT_SYSLOG', { AUDIT_SYSLOG: `tcp://${SECRET}` }, '应为 udp://10.0.0.9:514 这样的地址'],
  ['SMTP_URL', { SMTP_URL: `https://${SECRET}` }, '应为以 smtp:// 或 smtps:// 开头'],
  ['SMTP_FROM', { SMTP_URL: `smtps://u:${SECRET}@mail.edu.cn` }, '设置了 SMTP_URL 时必须设置'],
  ['SMS_ACCESS_KEY_SECRET', { SMS_ACCESS_KEY_ID: SECRET }, '设置了 SMS_ACCESS_KEY_ID 时必须一并设置'],
])('%s in %j is a fault that says in Chinese why, without its value', (name, env, zh) => {
  const found = look(env);
  expect(found).toMatchObject([{ id: `settings.${name}`, severity: 'fault' }]);
  expect(found[0]?.message.zh).toContain(zh);
  expect(found[0]?.message.zh).not.toContain('无法使用（');
  expect(JSON.stringify(found)).not.toContain(SECRET);
});

test('each wrong setting is reported, and the settings after it are read', () => {
  const env = { PORT: 'x', SANDBOX_PORT: 'y', LOG_LEVEL: 'loud', DATABASE_POOL_SIZE: '7' };
  expect(idsOf(env)).toEqual([
    'fault settings.PORT',
    'fault settings.SANDBOX_PORT',
    'fault settings.LOG_LEVEL',
  ]);
  expect(readSettings(env).config.databasePoolSize).toBe(7);
});

test.each<[name: string, env: Env]>([
  ['DATABASE_TLS', { DATABASE_TLS: 'off' }],
  ['MASTER_KEY', { MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }],
  ['MASTER_KEY_PREVIOUS', { MASTER_KEY_PREVIOUS: Buffer.alloc(32, 'abcdefghijklmnop').toString('base64') }],
  ['PUBLIC_URL', { PUBLIC_URL: 'https://10.1.2.3' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'https://localhost' }],
  ['TRUSTED_PROXIES', { TRUSTED_PROXIES: '0' }],
  ['RATE_LIMIT_PER_SECOND', { RATE_LIMIT_PER_SECOND: '0' }],
  ['LOG_LEVEL', { LOG_LEVEL: 'silent' }],
  ['NOTIFY_PRIVATE_NETWORKS', { NOTIFY_PRIVATE_NETWORKS: '10.20.3.0/24,10.0.0.0/8' }],
  ['NOTIFY_PRIVATE_NETWORKS', { NOTIFY_PRIVATE_NETWORKS: 'fc00::/7' }],
  ['SMTP_URL', { SMTP_URL: 'smtp://u:p@mail.lan?requireTLS=false', SMTP_FROM: 'a@b.cn' }],
])('%s in %j is a risk in production, and none in the sandbox', (name, env) => {
  expect(idsOf({ ...PRODUCTION, ...env })).toEqual([`warning settings.${name}`]);
  const { MASTER_KEY_PREVIOUS: _previous, ...sandbox } = env;
  expect(idsOf({ ...sandbox, PAYMENT_MODE: 'sandbox' })).toEqual(['ok settings']);
});

test('a mistyped name in .env is reported, and one of another program is not', () => {
  expect(idsOf({}, ['DATABSE_URL', 'SMTP_PASSWORD', 'TZ', 'COMPOSE_PROJECT_NAME', 'PORT'])).toEqual([
    'warning settings.DATABSE_URL',
    'warning settings.SMTP_PASSWORD',
  ]);
});
