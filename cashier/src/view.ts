/**
 * What the server tells the cashier page about one order: in the page as JSON, and as the answer of
 * `GET /cashier-api/orders/{order_id}` and `POST /cashier-api/orders/{order_id}/payments`.
 * Amounts are fen; personal data arrives masked.
 */
export interface CashierView {
  readonly orderId: string;
  readonly state: CashierState;
  readonly body: string;
  readonly totalFee: number;
  /** Who collects: the school's name. */
  readonly payee: string;
  readonly app: string;
  /** Masked, e.g. `张*` and `2013****16`; absent when the partner gave none. */
  readonly userName?: string;
  readonly userNo?: string;
  readonly outTradeNo: string;
  /** Milliseconds since the epoch by the server's clock; count down against `serverTime`, not the device's. */
  readonly expiresAt: number;
  readonly serverTime: number;
  /** Channels this order can be paid on, preferred one first. */
  readonly channels: readonly CashierChannel[];
  readonly sandbox: boolean;
  /** With state `paid`. */
  readonly paid?: { readonly channel: CashierChannel; readonly paidAt: number; readonly refundedFee: number };
  /** With state `paid`: where the partner wants the payer to go, as the partner gave it. */
  readonly returnUrl?: string;
  /** With state `waiting`, once a payment was started from this page. */
  readonly payment?: CashierPayment;
}

/**
 * `waiting` can be paid; `confirming` a payment was seen or may have gone through and is being checked
 * with the channel: the payer must not pay again; the others are final.
 */
export type CashierState = 'waiting' | 'confirming' | 'paid' | 'cancelled' | 'expired' | 'failed';

export type CashierChannel = 'wechat' | 'alipay';

/**
 * Where the page runs, told by the browser's user agent. No wallet can be opened in `wecom` (企业微信 on a phone) and
 * `mini_program` (a page inside one); `in_app`, another app's browser, may keep from it.
 */
export type CashierDevice = 'desktop' | 'phone' | 'wechat' | 'alipay' | 'wecom' | 'mini_program' | 'in_app';

export type CashierPayment =
  /** Show `codeUrl` as a QR code to scan. `sandboxPhoneUrl` opens the emulated phone on it. */
  | {
      readonly kind: 'qr';
      readonly channel: CashierChannel;
      readonly codeUrl: string;
      /** When the code stops working, by the server's clock; then the page starts again for a new one. */
      readonly expiresAt: number;
      readonly sandboxPhoneUrl?: string;
    }
  /** Call `WeixinJSBridge.invoke('getBrandWCPayRequest', parameters)`. */
  | { readonly kind: 'wechat_bridge'; readonly parameters: Readonly<Record<string, string>> }
  /** Call `AlipayJSBridge.call('tradePay', parameters)`. */
  | { readonly kind: 'alipay_bridge'; readonly parameters: Readonly<Record<string, string>> }
  /** Leave for this address, the wallet's own page. */
  | { readonly kind: 'redirect'; readonly channel: CashierChannel; readonly url: string }
  /** Leave for the wallet's sign-in, to learn who pays; nothing is paid there. */
  | { readonly kind: 'sign_in'; readonly channel: CashierChannel; readonly url: string };

/** Body of `POST /cashier-api/orders/{order_id}/payments`. */
export interface StartPayment {
  readonly channel: CashierChannel;
  readonly device: CashierDevice;
}

/** Body of every refusal of the cashier API; the message is Chinese and fit to show. */
export interface CashierError {
  readonly error: { readonly code: string; readonly message: string };
  /** Try again after this many milliseconds. */
  readonly retryAfterMs?: number;
}

/** The page before any script runs; rendered by the server. `notFound` has no order to show. */
export interface PageInput {
  readonly view: CashierView | 'notFound';
  readonly device: CashierDevice;
  readonly language: 'zh' | 'en';
  /** Put on every script tag: the page's policy allows nothing else. */
  readonly nonce: string;
  /** File names of the built script and style, under `/cashier/assets/`. */
  readonly assets: { readonly script: string; readonly style: string };
  /** In the sandbox, inside an emulated wallet: the script that stands in for its bridge; load it first. */
  readonly bridgeScript?: string;
}
