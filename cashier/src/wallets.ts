import type { ChannelName } from '@zhixiao/contract/codes/channels';
import { payInAlipay } from './alipay-bridge.ts';
import type { SheetEnd } from './wallet-bridge.ts';
import { payInWechat } from './wechat-bridge.ts';

/** What this page does for each channel; its colour is in `wallets.css`. */
interface Wallet {
  /** Its mark, drawn by us in a square of 24 as SVG paths: a surface in its colour, and white lines on it. */
  readonly mark: { readonly solid: string; readonly line: string };
  /** Opens the wallet's payment sheet from a page inside it; undefined where a wallet has none. */
  readonly pay: ((parameters: Readonly<Record<string, string>>) => Promise<SheetEnd>) | undefined;
}

export const WALLETS: Readonly<Record<ChannelName, Wallet>> = {
  // a speech bubble with a tick
  wechat: {
    mark: {
      solid:
        'M12 3.6c-5.3 0-9.4 3.4-9.4 7.7 0 2.4 1.3 4.5 3.4 5.9l-.7 2.6c-.1.4.3.7.7.5l3.1-1.6c.9.2 1.9.4 2.9.4 5.3 0 9.4-3.5 9.4-7.8S17.3 3.6 12 3.6z',
      line: 'M8 11.1l2.7 2.6 7.2-5.5',
    },
    pay: payInWechat,
  },
  // the character 支, whose last stroke runs out of the square
  alipay: {
    mark: {
      solid: 'M6.6 2.6h10.8a4 4 0 0 1 4 4v10.8a4 4 0 0 1-4 4H6.6a4 4 0 0 1-4-4V6.6a4 4 0 0 1 4-4z',
      line: 'M7 7.4h10M12 5v5.2M8 10.2h8.2c-1 3.4-3.8 6.6-7 7-2 .2-3.4-.6-3.4-2 0-1.5 1.5-2.3 3.4-2 3.3.6 7 2.6 11 4.2',
    },
    pay: payInAlipay,
  },
};
