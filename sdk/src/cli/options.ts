import type { Words } from './terminal.ts';

/** What was given on the command line, by the options' names. */
export type Values = Readonly<Record<string, string | boolean | undefined>>;

export interface Option {
  readonly type: 'string' | 'boolean';
  /** What stands after it in the help, such as `FEN`. */
  readonly value?: string;
  readonly says: Words;
}

export type Options = Readonly<Record<string, Option>>;

const text = (value: string, zh: string, en: string): Option => ({ type: 'string', value, says: { zh, en } });
const flag = (zh: string, en: string): Option => ({ type: 'boolean', says: { zh, en } });

/** Every command takes them. */
export const COMMON: Options = {
  'base-url': text(
    'URL',
    '平台地址，默认 http://127.0.0.1:8080（ZHIXIAO_BASE_URL）',
    'the gateway, http://127.0.0.1:8080 by default (ZHIXIAO_BASE_URL)',
  ),
  'app-id': text('ID', 'appid（ZHIXIAO_APP_ID）', 'appid (ZHIXIAO_APP_ID)'),
  'app-secret': text(
    'SECRET',
    'appsecret；建议用环境变量 ZHIXIAO_APP_SECRET',
    'appsecret; better in ZHIXIAO_APP_SECRET',
  ),
  'aes-key': text('KEY', 'aes_key；建议用环境变量 ZHIXIAO_AES_KEY', 'aes_key; better in ZHIXIAO_AES_KEY'),
  cipher: text('NAME', 'aes-256-cbc（默认）或 aes-128-cbc', 'aes-256-cbc (default) or aes-128-cbc'),
  profile: text('NAME', 'v1（默认）、v2 或 v2-sm', 'v1 (default), v2 or v2-sm'),
  timeout: text('MS', '每次尝试的毫秒数，默认 15000', 'milliseconds of an attempt, 15000 by default'),
  json: flag('输出 JSON', 'print JSON'),
  lang: text('zh|en', '语言', 'language'),
  help: flag('显示帮助', 'show this help'),
};

export const SANDBOX_URL = text(
  'URL',
  '沙箱模拟渠道的地址，默认为平台端口加 1（ZHIXIAO_SANDBOX_URL）',
  'the emulated channels, by default on the port after the gateway’s (ZHIXIAO_SANDBOX_URL)',
);
export const FORWARD_TO = text('URL', '您的业务系统的通知地址', 'where your own system takes notifications');
export const NOTIFY_URL = text(
  'URL',
  '支付通知地址，默认为 listen 的地址 http://127.0.0.1:4280/notify（ZHIXIAO_NOTIFY_URL）',
  'notify_url; by default that of listen, http://127.0.0.1:4280/notify (ZHIXIAO_NOTIFY_URL)',
);

export { flag, text };
