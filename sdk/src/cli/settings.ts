import type { AppKeys } from '../app-keys.ts';
import type { ClientOptions } from '../client.ts';
import { ENVIRONMENT } from './environment.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import type { Values } from './options.ts';

/** The app that a sandbox has, of the interface document: taken where no keys are given and the gateway is on this machine. */
const SANDBOX_APP = {
  appId: 'partner1',
  appSecret: 'weiweixiao',
  aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D',
} as const;

const VARIABLES = {
  appId: 'ZHIXIAO_APP_ID',
  appSecret: 'ZHIXIAO_APP_SECRET',
  aesKey: 'ZHIXIAO_AES_KEY',
} as const;

export interface Settings extends ClientOptions {
  readonly isSandboxApp: boolean;
}

/** The gateway and the app: of options, else of the environment, else those of a sandbox on this machine. */
export function settingsOf(values: Values): Settings {
  const given = (option: string, variable: keyof typeof ENVIRONMENT) =>
    values[option]?.toString() || ENVIRONMENT[variable] || undefined;
  const baseUrl = (given('base-url', 'ZHIXIAO_BASE_URL') ?? 'http://127.0.0.1:8080').replace(/\/+$/, '');
  const keys = {
    appId: given('app-id', VARIABLES.appId),
    appSecret: given('app-secret', VARIABLES.appSecret),
    aesKey: given('aes-key', VARIABLES.aesKey),
  };
  const isSandboxApp = Object.values(keys).every((key) => key === undefined) && isHere(baseUrl);
  const missing = Object.entries(keys).filter(([, key]) => key === undefined);
  if (!isSandboxApp && missing.length > 0) {
    const names = missing.map(([name]) => VARIABLES[name as keyof typeof keys]);
    throw new CommandError(`缺少 / missing: ${names.join(' ')}`, EXIT.usage);
  }
  const { appId = '', appSecret = '', aesKey = '' } = isSandboxApp ? SANDBOX_APP : keys;
  // the client says which of them cannot be right
  const cipher = given('cipher', 'ZHIXIAO_CIPHER') as AppKeys['cipher'];
  const profile = given('profile', 'ZHIXIAO_PROFILE') as AppKeys['profile'];
  const timeoutMs = Number(given('timeout', 'ZHIXIAO_TIMEOUT_MS') ?? 15_000);
  if (!(timeoutMs > 0)) throw new CommandError('--timeout: 毫秒数 / milliseconds', EXIT.usage);
  return { baseUrl, appId, appSecret, aesKey, cipher, profile, timeoutMs, isSandboxApp };
}

/** The emulated channels of a sandbox: the port after the gateway's, unless it is said. */
export function sandboxUrlOf(values: Values, { baseUrl }: Settings): string {
  const given = values['sandbox-url']?.toString() || ENVIRONMENT.ZHIXIAO_SANDBOX_URL;
  if (given) return given.replace(/\/+$/, '');
  const url = new URL(baseUrl);
  url.port = String(Number(url.port || (url.protocol === 'https:' ? 443 : 80)) + 1);
  return url.origin;
}

/** Whether an address leads to this very machine. */
export function isHere(address: string): boolean {
  try {
    return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
  } catch {
    return false;
  }
}
