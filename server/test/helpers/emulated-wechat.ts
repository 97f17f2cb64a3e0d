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
  books(): Promise<EmulatedPayment[]>;
  order(outTradeNo: string): Promise<Record<string, unknown>>;
  settleRefund(outRefundNo: string, status: 'SUCCESS' | 'ABNORMAL' | 'CLOSED'): Promise<void>;
  merchant(settings: Record<string, unknown>): Promise<void>;
  advance(ms: number): Promise<void>;
}

export interface EmulatedPayment {
  readonly out_trade_no: string;
  readonly transaction_id: string;
  readonly total: number;
  readonly refunds: readonly { out_refund_no: string; amount: number; status: string }[];
}

export function emulatedWechat(url: string): EmulatedWechat {
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${url}/__admin${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    url,
    pay: (what) => call('POST', '/wechat/pay', { result: 'success', ...what }),
    fault: (rule) => call('POST', '/faults', rule),
    clearFaults: () => call('DELETE', '/faults'),
    books: () => call('GET', '/wechat/books?mchid=1900000001'),
    order: (outTradeNo) => call('GET', `/wechat/orders/${outTradeNo}`),
    settleRefund: (no, status) => call('POST', `/wechat/refunds/${no}/outcome`, { status }),
    merchant: (settings) => call('PATCH', '/wechat/merchants/1900000001', settings),
    advance: (ms) => call('POST', '/clock', { advance_ms: ms }),
  };
}
