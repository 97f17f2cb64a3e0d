/** Requests and answers, in the interface document's own names. Fees are fen, as digits or as a number. */
export type Fee = number | string;

export interface OrderCreateRequest {
  readonly body: string;
  readonly out_trade_no: string;
  readonly total_fee: Fee;
  readonly notify_url: string;
  readonly user_no?: string;
  readonly user_name?: string;
  readonly return_url?: string;
  /** 1 WeChat Pay, 2 Alipay. */
  readonly pay_type?: 1 | 2;
  /** The payer in a mini-program; needs pay_type. */
  readonly openid?: string;
  readonly piaoju?: Readonly<Record<string, string | number>>;
}

export interface OrderCreateAnswer {
  readonly out_trade_no: string;
  readonly order_id: string;
  /** The hosted payment page. */
  readonly url: string;
  /** For a mini-program's payment call, with an openid. */
  readonly sp_data?: Readonly<Record<string, string>> | string;
}

export interface OrderQueryAnswer {
  readonly out_trade_no: string;
  readonly order_id: string;
  /** 1 to be paid, 2 paid (refunded or not), 3 closed. */
  readonly status: '1' | '2' | '3';
  /** `YYYY-MM-DD HH:mm:ss` in China, with status 2. */
  readonly time_end?: string;
  readonly total_fee: string;
  readonly refunded_fee: string;
  readonly pay_type?: '1' | '2';
}

export interface OrderNumbers {
  readonly out_trade_no: string;
  readonly order_id: string;
}

export interface OrderRefundRequest {
  readonly out_trade_no: string;
  readonly refund_fee: Fee;
  /** Your own number of the refund: with it a repeat is the same refund. */
  readonly out_refund_no?: string;
}

export interface Refund {
  readonly refund_id: string;
  readonly out_refund_no?: string;
  readonly refund_fee: string;
  /** 1 under way, 2 succeeded, 3 failed. */
  readonly status: '1' | '2' | '3';
  readonly message?: string;
  readonly time_end?: string;
}

export interface RefundQueryRequest {
  readonly out_trade_no: string;
  readonly out_refund_no?: string;
  readonly refund_id?: string;
}

/** What the platform posts to notify_url once an order is paid (2.5). */
export interface Notification {
  readonly out_trade_no: string;
  readonly order_id: string;
  readonly time_end: string;
  readonly user_no?: string;
  readonly user_name?: string;
  /** The payer's WeChat openid or Alipay user id. */
  readonly uid: string;
  readonly pay_type: '1' | '2';
}
