import { version } from 'node:process';
import { hasSm } from '../complete-keys.ts';
import { type Check, unreachable } from './check.ts';
import { examineKeys } from './examine-keys.ts';
import { examineNotifyUrl } from './examine-notify-url.ts';
import type { Settings } from './settings.ts';

const CLOCK_SKEW_MS = 5 * 60_000;

/** Looks at everything that commonly goes wrong, what depends on an earlier one only after it. Nothing is changed. */
export async function* examine(settings: Settings, notifyUrl: string | undefined): AsyncGenerator<Check> {
  yield runtime(settings);
  if (settings.isSandboxApp) {
    yield {
      name: 'app',
      state: 'warning',
      says: {
        zh: '没有给出密钥，使用沙箱的测试应用 partner1',
        en: 'no keys were given: the sandbox’s app partner1 is used',
      },
      cure: {
        zh: '设置 ZHIXIAO_APP_ID、ZHIXIAO_APP_SECRET、ZHIXIAO_AES_KEY',
        en: 'Set ZHIXIAO_APP_ID, ZHIXIAO_APP_SECRET, ZHIXIAO_AES_KEY',
      },
    };
  }
  const reached = await reach(settings.baseUrl);
  yield reached.check;
  if (reached.date !== undefined) {
    yield clock(settings, reached.date);
    yield await examineKeys(settings);
  }
  if (notifyUrl !== undefined) yield* examineNotifyUrl(settings, notifyUrl);
}

function runtime({ profile }: Settings): Check {
  const says = { zh: `运行环境 Node ${version}`, en: `runs on Node ${version}` };
  if (profile !== 'v2-sm' || hasSm()) return { name: 'runtime', state: 'ok', says };
  const cure = { zh: '本机加密库没有 SM3、SM4，请改用 v2', en: 'There is no SM3 and SM4 here: use v2' };
  return { name: 'runtime', state: 'fault', says, cure };
}

interface Reached {
  readonly check: Check;
  /** When the server says it is. */
  readonly date?: number;
}

async function reach(baseUrl: string): Promise<Reached> {
  const name = 'base_url';
  try {
    const response = await fetch(`${baseUrl}/pay_api/order_query`, {
      method: 'POST',
      body: new URLSearchParams(),
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    const date = Date.parse(response.headers.get('date') ?? '') || Date.now();
    if (response.status >= 300 && response.status < 400) {
      const to = response.headers.get('location') ?? '';
      const says = { zh: `${baseUrl} 跳转到 ${to}`, en: `${baseUrl} redirects to ${to}` };
      return {
        check: {
          name,
          state: 'fault',
          says,
          cure: {
            zh: '把平台地址改为跳转后的地址（通常是 https）',
            en: 'Use the address it redirects to, usually https',
          },
        },
      };
    }
    if (!/"ret_code"/.test(text)) {
      const says = {
        zh: `${baseUrl} 有应答（HTTP ${response.status}），但不是支付平台`,
        en: `${baseUrl} answers (HTTP ${response.status}), but is no gateway`,
      };
      return {
        check: {
          name,
          state: 'fault',
          says,
          cure: {
            zh: '核对地址、端口；地址中不要带 /pay_api',
            en: 'Check address and port; leave /pay_api out',
          },
        },
      };
    }
    if (response.status === 503) {
      const says = { zh: `${baseUrl} 维护中`, en: `${baseUrl} is under maintenance` };
      return { check: { name, state: 'fault', says, cure: { zh: '稍候再试', en: 'Try again later' } }, date };
    }
    return {
      check: { name, state: 'ok', says: { zh: `${baseUrl} 是支付平台`, en: `${baseUrl} is a gateway` } },
      date,
    };
  } catch (error) {
    return { check: { name, state: 'fault', ...unreachable(baseUrl, error) } };
  }
}

function clock({ profile = 'v1' }: Settings, date: number): Check {
  const skewMs = Date.now() - date;
  const seconds = Math.round(skewMs / 1000);
  const says = {
    zh: `本机时间与平台相差 ${seconds} 秒`,
    en: `this clock differs from the gateway’s by ${seconds} s`,
  };
  if (Math.abs(skewMs) < CLOCK_SKEW_MS / 5) return { name: 'clock', state: 'ok', says };
  const isFatal = profile !== 'v1' && Math.abs(skewMs) > CLOCK_SKEW_MS;
  const cure = {
    zh: '校准时间（NTP）；第二版协议允许相差 5 分钟',
    en: 'Set the clock (NTP); the second version allows 5 minutes',
  };
  return { name: 'clock', state: isFatal ? 'fault' : 'warning', says, cure };
}
