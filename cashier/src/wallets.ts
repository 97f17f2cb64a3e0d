import type { ChannelName } from '@zhixiao/contract/codes/channels';
import { payInAlipay } from './alipay-bridge.ts';
import type { SheetEnd } from './wallet-bridge.ts';
import { payInWechat } from './wechat-bridge.ts';

/** What this page does for each channel; its colour is in `wallets.css`. */
interface Wallet {
  /** A sign of our own drawing, in a square of 24, as an SVG path. */
  readonly icon: string;
  /** Opens the wallet's payment sheet from a page inside it; undefined where a wallet has none. */
  readonly pay: ((parameters: Readonly<Record<string, string>>) => Promise<SheetEnd>) | undefined;
}

export const WALLETS: Readonly<Record<ChannelName, Wallet>> = {
  // a speech bubble
  wechat: {
    icon: 'M12 5.5c4 0 7 2.5 7 5.8s-3 5.8-7 5.8c-.8 0-1.6-.1-2.3-.3L6.5 18.5l.6-2.8C5.8 14.6 5 13.1 5 11.3c0-3.3 3-5.8 7-5.8zM8.8 11.3l2.3 2.2 4-4.3',
    pay: payInWechat,
  },
  // a wallet
  alipay: {
    icon: 'M5.5 8.5A2 2 0 0 1 7.5 6.5H16v2.5M5.5 8.5v7.5a2 2 0 0 0 2 2H17a1.5 1.5 0 0 0 1.5-1.5v-6A1.5 1.5 0 0 0 17 9H6M18.5 12H15.5a1.5 1.5 0 0 0 0 3h3',
    pay: payInAlipay,
  },
};
