import { type Config, parseConfig, type Secrets } from '../config/config.ts';
import { ConfigError } from '../config/settings.ts';
import type { Words } from '../lib/words.ts';
import { SETTINGS } from './settings.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** A setting that cannot be used, or is missing; the reason does not repeat the value, which may be a secret. */
interface WrongSetting {
  readonly name: string;
  readonly reason: Words;
}

export interface ReadSettings {
  /** As they are without the wrong ones, so that the rest can be looked at. */
  readonly config: Config;
  readonly secrets: Secrets;
  readonly wrong: readonly WrongSetting[];
}

/** What the server needs to start at all, in place of what is missing. */
const STAND_INS: Readonly<Record<string, string>> = {
  PUBLIC_URL: 'https://not-set.invalid',
  MASTER_KEY: Buffer.alloc(32).toString('base64'),
};

/** Reads the settings as the server does, and goes on behind each that it would refuse. */
export function readSettings(env: Env): ReadSettings {
  const rest = { ...env };
  const wrong = new Map<string, WrongSetting>();
  for (let left = 2 * Object.keys(rest).length + 10; ; left -= 1) {
    try {
      return { ...parseConfig(rest), wrong: [...wrong.values()] };
    } catch (error) {
      if (!(error instanceof ConfigError) || left === 0) throw error;
      const name = nameIn(error.message);
      if (name === undefined) throw error;
      if (!wrong.has(name)) wrong.set(name, { name, reason: reasonOf(name, error.message) });
      leaveOut(rest, name, error.message);
    }
  }
}

function nameIn(message: string): string | undefined {
  return message.match(/\b[A-Z]+(?:_[A-Z]+)*\b/g)?.find((word) => Object.hasOwn(SETTINGS, word));
}

function leaveOut(rest: Record<string, string | undefined>, name: string, message: string): void {
  const [, other] = / (?:is|are) needed with ([A-Z_]+)/.exec(message) ?? [];
  if (/without a checked TLS connection/.test(message)) rest.DATABASE_TLS = 'off';
  else if (other !== undefined) rest[other] = undefined;
  else if (rest[name]?.trim()) rest[name] = undefined;
  else rest[name] = STAND_INS[name];
}

function reasonOf(name: string, message: string): Words {
  const en = message
    .replace(new RegExp(`^${name} `), '')
    .replace(/, not ".*"$/s, '')
    .trim();
  for (const [pattern, zh] of REASONS) {
    const match = pattern.exec(en);
    if (match) return { zh: zh.replace(/\$(\d)/g, (_all, part: string) => match[Number(part)] ?? ''), en };
  }
  return { zh: `无法使用（${en}）`, en };
}

/** The reasons that `config/` gives. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^must be one of (.+)$/, '应为 $1 之一'],
  [/^must be a whole number from (\d+) to (\d+)$/, '应为 $1 到 $2 之间的整数'],
  [/^must be networks like (.+)$/, '应为 $1 这样的网段，用逗号分隔'],
  [/^must be addresses like (.+)$/, '应为 $1 这样的地址，用逗号分隔'],
  [/^must be an address like (.+)$/, '应为 $1 这样的地址'],
  [/^must be an address without a path$/, '应为不带路径的地址'],
  [/^must be an (.+) address without a query or a password$/, '应为以 $1 开头、不带查询参数和账号密码的地址'],
  [
    /^must be an address that begins with smtp/,
    '应为以 smtp:// 或 smtps:// 开头的地址，密码中的特殊字符写成 %XX',
  ],
  [/^must be (\d+) bytes as base64/, '应为 $1 字节的 Base64（openssl rand -base64 $1）'],
  [/^must be another key than MASTER_KEY/, '应与 MASTER_KEY 不同，或不设置'],
  [/ (?:is|are) needed with ([A-Z_]+)/, '设置了 $1 时必须一并设置'],
  [/^(?:is|are) needed with ([A-Z_]+)/, '设置了 $1 时必须设置'],
  [/^is needed in production/, '生产环境必须设置'],
  [
    /^leads to (\S+) without a checked TLS/,
    '到 $1 的连接没有校验证书的 TLS：加上 sslmode=verify-full，网络完全自有时才可用 DATABASE_TLS=off',
  ],
  [/^must begin with postgres/, '应以 postgres:// 或 postgresql:// 开头'],
  [/^names a (?:port|host) that is none/, '其中的主机或端口不正确'],
  [/^names more or fewer ports than hosts/, '其中端口与主机的个数不一致'],
  [/target_session_attrs.*use (\S+)$/, '其中 target_session_attrs 应为 $1'],
  [/^cannot be read: (.+)$/, '无法读取（$1）'],
];
