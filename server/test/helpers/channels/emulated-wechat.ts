import { type ChannelPayment, emulatorAdmin } from './emulator-admin.ts';

/** The emulated WeChat Pay's control side, as tests use it. */
export interface EmulatedWechat {
  readonly url: string;
  /** What a payer does in the wallet. */
  pay(what: {
    code_url?: string;
    out_trade_no?: string;
    prepay_id?: string;
    result?: 'success' | 'refuse';
  }): Promise<Record<string, unknown>>;
  fault(rule: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
  /** The emulator's own truth: every payment that took money, with its refunds. */
  books(): Promise<ChannelPayment[]>;
  order(outTradeNo: string): Promise<Record<string, unknown>>;
  /** The same, or undefined when it never came there. */
  payment(paymentNo: string): Promise<Record<string, unknown> | undefined>;
  settleRefund(outRefundNo: string, status: 'SUCCESS' | 'ABNORMAL' | 'CLOSED'): Promise<void>;
  merchant(settings: Record<string, unknown>): Promise<void>;
  /** WeChat signs with another certificate from now on; answers its serial. */
  rotateCertificate(): Promise<string>;
  /** A refund made by a person on WeChat's merchant platform. */
  refundByHand(outTradeNo: string, refund: number): Promise<{ out_refund_no: string }>;
  /** What queries tell of an unpaid order in place of its state. */
  tell(outTradeNo: string, state: 'USERPAYING' | 'REVOKED' | 'PAYERROR' | null): Promise<void>;
  advance(ms: number): Promise<void>;
}

interface BookedOrder {
  readonly out_trade_no: string;
  readonly transaction_id: string;
  readonly total: number;
  readonly refunds: readonly { out_refund_no: string; amount: number; status: string }[];
}

export function emulatedWechat(url: string): EmulatedWechat {
  const call = emulatorAdmin(url);
  return {
    url,
    pay: (what) => call('POST', '/wechat/pay', { result: 'success', ...what }),
    fault: (rule) => call('POST', '/faults', rule),
    clearFaults: () => call('DELETE', '/faults'),
    books: async () =>
      (await call<BookedOrder[]>('GET', '/wechat/books?mchid=1900000001')).map((order) => ({
        paymentNo: order.out_trade_no,
        transactionId: order.transaction_id,
        total: order.total,
        refunds: order.refunds.map(({ out_refund_no: number, ...refund }) => ({ number, ...refund })),
      })),
    order: (outTradeNo) => call('GET', `/wechat/orders/${outTradeNo}`),
    payment: (paymentNo) =>
      call<Record<string, unknown>>('GET', `/wechat/orders/${paymentNo}`).catch(() => undefined),
    settleRefund: (no, status) => call('POST', `/wechat/refunds/${no}/outcome`, { status }),
    rotateCertificate: async () =>
      (await call<{ platform_certificate_serial: string }>('POST', '/wechat/platform/rotate'))
        .platform_certificate_serial,
    refundByHand: (outTradeNo, refund) =>
      call('POST', '/wechat/refunds', { out_trade_no: outTradeNo, refund }),
    tell: (outTradeNo, state) =>
      call('POST', `/wechat/orders/${outTradeNo}/told-state`, { told_state: state }),
    merchant: (settings) => call('PATCH', '/wechat/merchants/1900000001', settings),
    advance: (ms) => call('POST', '/clock', { advance_ms: ms }),
  };
}
