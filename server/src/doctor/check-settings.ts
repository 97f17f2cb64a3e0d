import { isIP } from 'node:net';
import type { Words } from '../lib/words.ts';
import { isPublicAddress } from '../notifications/public-address.ts';
import { type Finding, fault, ok, warning } from './finding.ts';
import type { Env, ReadSettings } from './read-settings.ts';
import { SETTINGS } from './settings.ts';

/**
 * Each setting that is wrong, missing, unknown or a risk.
 * @param named what the file `.env` sets, to find names that are mistyped
 */
export function checkSettings(env: Env, named: readonly string[], settings: ReadSettings): Finding[] {
  const unusable = settings.wrong.map(({ name, reason }) =>
    fault(
      `settings.${name}`,
      {
        zh: `设置 ${labelOf(name).zh}：${reason.zh}。`,
        en: `The setting ${labelOf(name).en}: ${reason.en}.`,
      },
      {
        zh: `改正 ${name}（.env.example 有每项的说明），然后重新启动。`,
        en: `Correct ${name} (.env.example describes each), then start the server again.`,
      },
    ),
  );
  const strange = named
    .filter((name) => !Object.hasOwn(SETTINGS, name) && looksLikeOurs(name))
    .map((name) =>
      warning(
        `settings.${name}`,
        {
          zh: `.env 中的 ${name} 不是本程序的设置，不起作用。`,
          en: `${name} in .env is no setting of this program and does nothing.`,
        },
        {
          zh: '核对名称（见 .env.example），或删除这一行。',
          en: 'Check its name (see .env.example), or take the line out.',
        },
      ),
    );
  const found = [...unusable, ...strange, ...risks(env, settings)];
  const { mode } = settings.config;
  return found.length > 0
    ? found
    : [ok('settings', `各项设置可用（${mode}）。`, `The settings can be used (${mode}).`)];
}

function labelOf(name: string): Words {
  const { what = { zh: '', en: '' } } = SETTINGS[name] ?? {};
  return { zh: `${name}（${what.zh}）`, en: `${name} (${what.en})` };
}

/** Other programs' names stand in the same file, those of compose files for instance. */
function looksLikeOurs(name: string): boolean {
  return Object.keys(SETTINGS).some(
    (known) => known.split('_')[0] === name.split('_')[0] || distance(known, name) <= 2,
  );
}

/** How many letters must be changed, added or taken away (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_item, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(same, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

interface Risk {
  readonly name: string;
  readonly isTaken: (settings: ReadSettings, env: Env) => boolean;
  readonly message: Words;
  readonly cure: Words;
}

function risks(env: Env, settings: ReadSettings): Finding[] {
  if (settings.config.mode !== 'production') return [];
  const isWrong = (name: string) => settings.wrong.some((wrong) => wrong.name === name);
  return RISKS.filter(({ name, isTaken }) => !isWrong(name) && isTaken(settings, env)).map(
    ({ name, message, cure }) => warning(`settings.${name}`, message, cure),
  );
}

const FEW_DISTINCT_BYTES = 12;
/** A /8 of IPv4 and a /31 of IPv6 are wider than any school. */
const NARROW_ENOUGH = { v4: 9, v6: 32 };

/** What production can do without being refused, and should not. */
const RISKS: readonly Risk[] = [
  {
    name: 'DATABASE_TLS',
    isTaken: (_settings, env) => env.DATABASE_TLS?.trim() === 'off',
    message: {
      zh: 'DATABASE_TLS=off：到数据库的连接可能没有加密。',
      en: 'DATABASE_TLS=off: the database may be spoken to without encryption.',
    },
    cure: {
      zh: '仅当中间的网络完全属于您时才这样设置；否则删去它，并在 DATABASE_URL 加 sslmode=verify-full。',
      en: 'Keep it only where the network between is yours alone; else take it out and add sslmode=verify-full to DATABASE_URL.',
    },
  },
  {
    name: 'MASTER_KEY',
    isTaken: ({ secrets }) =>
      secrets.masterKeys?.some((key) => new Set(key).size < FEW_DISTINCT_BYTES) ?? false,
    message: { zh: '主密钥不像是随机生成的。', en: 'The master key does not look random.' },
    cure: {
      zh: '用 openssl rand -base64 32 生成新的，按文档轮换（rotate-master-key）。',
      en: 'Make one with openssl rand -base64 32 and rotate to it (rotate-master-key).',
    },
  },
  {
    name: 'MASTER_KEY_PREVIOUS',
    isTaken: ({ secrets }) => (secrets.masterKeys?.length ?? 0) > 1,
    message: { zh: '仍设置着上一个主密钥。', en: 'The master key before is still set.' },
    cure: {
      zh: '轮换完成后，从所有服务器的设置中删去 MASTER_KEY_PREVIOUS。',
      en: 'Once the rotation is over, take MASTER_KEY_PREVIOUS out of the settings of every server.',
    },
  },
  {
    name: 'PUBLIC_URL',
    isTaken: ({ config }) => isInner(new URL(config.publicUrl).hostname),
    message: {
      zh: '对外地址是本机或内网地址，渠道和付款人的手机无法访问。',
      en: "The public address is this machine's or a private one: channels and payers' phones do not reach it.",
    },
    cure: {
      zh: '把 PUBLIC_URL 设为公网可访问的 https 域名。',
      en: 'Set PUBLIC_URL to an https name that the internet reaches.',
    },
  },
  {
    name: 'TRUSTED_PROXIES',
    isTaken: ({ config }) => config.trustedProxies === 0,
    message: {
      zh: '没有设置前置代理，但 https 由代理完成：所有客户端会被当作代理的一个地址，共用限额。',
      en: 'No proxy is trusted, though https ends at one: all clients count as the one address of the proxy and share its limits.',
    },
    cure: {
      zh: '把 TRUSTED_PROXIES 设为前面代理的层数（通常为 1）。',
      en: 'Set TRUSTED_PROXIES to how many proxies stand in front (usually 1).',
    },
  },
  {
    name: 'RATE_LIMIT_PER_SECOND',
    isTaken: ({ config }) => config.rateLimitPerSecond === 0,
    message: { zh: '没有请求频率限制。', en: 'Requests are not limited.' },
    cure: {
      zh: '删去 RATE_LIMIT_PER_SECOND=0（默认每秒 200）。',
      en: 'Take RATE_LIMIT_PER_SECOND=0 out (the default is 200).',
    },
  },
  {
    name: 'LOG_LEVEL',
    isTaken: ({ config }) => ['silent', 'fatal'].includes(config.logLevel),
    message: { zh: '日志级别过高：告警不会写出。', en: 'The log level is too high: alerts are not written.' },
    cure: { zh: '把 LOG_LEVEL 设为 info 或 warn。', en: 'Set LOG_LEVEL to info or warn.' },
  },
  {
    name: 'NOTIFY_PRIVATE_NETWORKS',
    isTaken: ({ config }) => config.partners.privateNetworks?.some(isWide) ?? false,
    message: {
      zh: '可通知的内网范围过大：能创建订单的人可以让本机访问其中任何地址。',
      en: 'The private networks that are notified are too wide: whoever creates orders can have us call any address in them.',
    },
    cure: {
      zh: '只列出接入方所在的最小网段，例如 10.20.3.0/24。',
      en: 'List the narrowest networks that hold the partners, such as 10.20.3.0/24.',
    },
  },
  {
    name: 'SMTP_URL',
    isTaken: (_settings, env) => /requireTLS=false/i.test(env.SMTP_URL ?? ''),
    message: {
      zh: '邮件密码可能以明文发送（requireTLS=false）。',
      en: 'The mail password may be sent in the clear (requireTLS=false).',
    },
    cure: {
      zh: '改用 smtps:// 或支持 STARTTLS 的邮件服务器。',
      en: 'Use smtps://, or a mail server that offers STARTTLS.',
    },
  },
];

function isWide(network: string): boolean {
  const [address = '', bits] = network.split('/');
  return Number(bits) < (address.includes(':') ? NARROW_ENOUGH.v6 : NARROW_ENOUGH.v4);
}

function isInner(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0) return !isPublicAddress(host);
  return host === 'localhost' || !host.includes('.') || /\.(local|lan|internal|localhost)$/.test(host);
}
