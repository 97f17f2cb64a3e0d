import type { CashierChannel, CashierDevice } from '@zhixiao/cashier/view';
import type { Scene } from '../channels/channel.ts';

/** Where a page runs, by its user agent; wallets name themselves. */
export function deviceOf(userAgent: string): CashierDevice {
  if (/MicroMessenger/i.test(userAgent)) return 'wechat';
  if (/AlipayClient/i.test(userAgent)) return 'alipay';
  if (/Mobile|Android|iPhone|iPad|HarmonyOS/i.test(userAgent)) return 'phone';
  return 'desktop';
}

/** How each channel is paid on each device; a missing one cannot be. */
export const SCENE_OF: Readonly<Record<CashierDevice, Partial<Record<CashierChannel, Scene>>>> = {
  desktop: { wechat: 'native' },
  phone: { wechat: 'native' },
  wechat: { wechat: 'jsapi' },
  alipay: {},
};
