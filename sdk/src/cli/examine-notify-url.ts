import { lookup } from 'node:dns/promises';
import { isAcknowledgement } from '@zhixiao/protocol/acknowledgement';
import { FieldError, webUrl } from '@zhixiao/protocol/fields';
import { type Check, unreachable } from './check.ts';
import { isHere, type Settings } from './settings.ts';

const name = 'notify_url';
const PRIVATE =
  /^(0\.|10\.|127\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cde])/i;

/** Looks at notify_url as far as that is seen from this machine: its form, where it leads, and whether it believes anything. */
export async function* examineNotifyUrl({ baseUrl, appId }: Settings, given: string): AsyncGenerator<Check> {
  let url: string;
  try {
    url = webUrl(given, name);
  } catch (error) {
    const message = error instanceof FieldError ? error.message : String(error);
    yield {
      name,
      state: 'fault',
      says: { zh: message, en: message },
      cure: { zh: '写完整的 http(s) 地址', en: 'Give the whole http(s) address' },
    };
    return;
  }
  if (!isHere(baseUrl)) yield* whereItLeads(url);
  yield await whetherItBelieves(url, appId);
}

async function* whereItLeads(url: string): AsyncGenerator<Check> {
  const { hostname } = new URL(url);
  try {
    const addresses = (await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true })).map(
      ({ address }) => address,
    );
    const inner = addresses.filter((address) => PRIVATE.test(address));
    if (inner.length === 0) return;
    yield {
      name,
      state: 'fault',
      says: {
        zh: `${hostname} 指向内网地址 ${inner.join('、')}，平台到不了`,
        en: `${hostname} leads to ${inner.join(', ')}, where the gateway does not go`,
      },
      cure: {
        zh: '换成公网地址，或请学校加入允许的内网网段',
        en: 'Use a public address, or have the school allow that network',
      },
    };
  } catch (error) {
    yield { name, state: 'fault', ...unreachable(hostname, error) };
  }
}

/** Sends a notification that nobody signed: an app that answers `success` books payments that never were. */
async function whetherItBelieves(url: string, appId: string): Promise<Check> {
  const forged = new URLSearchParams({ id: appId, param: 'AAAAAAAAAAAAAAAAAAAAAA==', sign: '0'.repeat(32) });
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: forged,
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    const { status } = response;
    if (isAcknowledgement(status, text)) {
      return {
        name,
        state: 'fault',
        says: {
          zh: `${url} 对伪造的通知应答了 success`,
          en: `${url} answers success to a forged notification`,
        },
        cure: {
          zh: '先验签再入账：任何人都能让它把未付款的订单记为已付款',
          en: 'Verify the signature first: anybody can make it book an unpaid order',
        },
      };
    }
    if (status >= 300 && status < 400) {
      return {
        name,
        state: 'fault',
        says: {
          zh: `${url} 跳转（HTTP ${status}），平台不跟随跳转`,
          en: `${url} redirects (HTTP ${status}), which the gateway does not follow`,
        },
        cure: { zh: '直接使用跳转后的地址', en: 'Use the address it redirects to' },
      };
    }
    if (status === 404 || status === 405 || status === 403 || status >= 502) {
      return {
        name,
        state: 'fault',
        says: { zh: `${url} 应答 HTTP ${status}`, en: `${url} answers HTTP ${status}` },
        cure: {
          zh: '核对路径与方法（POST）；检查登录拦截、CSRF 和反向代理',
          en: 'Check path and method (POST), sign-in and CSRF filters, the proxy',
        },
      };
    }
    return {
      name,
      state: 'ok',
      says: {
        zh: `${url} 拒绝了伪造的通知（HTTP ${status}；只从本机检查）`,
        en: `${url} refuses a forged notification (HTTP ${status}; seen from this machine)`,
      },
    };
  } catch (error) {
    return { name, state: 'fault', ...unreachable(url, error) };
  }
}
