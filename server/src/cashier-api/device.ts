import type { CashierChannel, CashierDevice } from '@zhixiao/cashier/view';
import type { Scene } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { canPayBy } from '../payments/start-payment.ts';

/** Where a page runs, by its user agent; wallets name themselves. */
export function deviceOf(userAgent: string): CashierDevice {
  if (/MicroMessenger/i.test(userAgent)) return 'wechat';
  if (/AlipayClient/i.test(userAgent)) return 'alipay';
  if (/Mobile|Android|iPhone|iPad|HarmonyOS/i.test(userAgent)) return 'phone';
  return 'desktop';
}

/** The ways to pay on each device, best first; no wallet opens in the other's browser. */
const SCENES: Readonly<Record<CashierDevice, Readonly<Record<CashierChannel, readonly Scene[]>>>> = {
  desktop: { wechat: ['native'], alipay: ['native'] },
  phone: { wechat: ['wap', 'native'], alipay: ['wap'] },
  wechat: { wechat: ['jsapi'], alipay: [] },
  alipay: { wechat: [], alipay: ['jsapi', 'wap'] },
};

/** How an app can be paid on a channel where the page runs; undefined when it cannot. */
export async function sceneOn(
  core: Core,
  appId: string,
  device: CashierDevice,
  channel: CashierChannel,
): Promise<Scene | undefined> {
  for (const scene of SCENES[device][channel]) {
    if (await canPayBy(core, appId, channel, scene)) return scene;
  }
  return undefined;
}
