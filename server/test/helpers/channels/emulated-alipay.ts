import { type ChannelPayment, emulatorAdmin } from './emulator-admin.ts';

/** The emulated Alipay's control side, as tests use it. */
export interface EmulatedAlipay {
  /** What a payer does in the wallet, by a code, a trade, or an address his browser was sent to. */
  pay(what: {
    code_url?: string;
    trade_no?: string;
    url?: string;
    result?: 'success' | 'refuse';
  }): Promise<Record<string, unknown>>;
  /** Everything about a trade; undefined when none was made by that number. */
  payment(paymentNo: string): Promise<Record<string, unknown> | undefined>;
  /** The emulator's own truth. */
  books(): Promise<ChannelPayment[]>;
  settleRefund(outRequestNo: string, status: 'SUCCESS' | 'FAILED'): Promise<void>;
  app(settings: Record<string, unknown>): Promise<void>;
}

interface BookedTrade {
  readonly out_trade_no: string;
  readonly trade_no: string;
  readonly total: number;
  readonly refunds: readonly { out_request_no: string; amount: number; status: string }[];
}

const APP_ID = '2021000000000001';

export function emulatedAlipay(url: string): EmulatedAlipay {
  const call = emulatorAdmin(url);
  return {
    pay: (what) => call('POST', '/alipay/pay', { result: 'success', ...what }),
    payment: (paymentNo) =>
      call<Record<string, unknown>>('GET', `/alipay/trades/${paymentNo}`).catch(() => undefined),
    books: async () =>
      (await call<BookedTrade[]>('GET', `/alipay/books?app_id=${APP_ID}`)).map((trade) => ({
        paymentNo: trade.out_trade_no,
        transactionId: trade.trade_no,
        total: trade.total,
        refunds: trade.refunds.map(({ out_request_no: number, ...refund }) => ({ number, ...refund })),
      })),
    settleRefund: (number, status) => call('POST', `/alipay/refunds/${number}/outcome`, { status }),
    app: (settings) => call('PATCH', `/alipay/apps/${APP_ID}`, settings),
  };
}
