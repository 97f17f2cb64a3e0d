import type { PayType } from '@zhixiao/protocol/pay-type';

/** Requests and answers, in the interface document's own names. Fees are fen, as digits or as a number. */
export type Fee = number | string;

export interface OrderCreateRequest {
  /** What is paid for, at most 128 bytes of UTF-8. */
  readonly body: string;
  /** Your number of the order, at most 40 bytes, unique in your app. */
  readonly out_trade_no: string;
  readonly total_fee: Fee;
  /** Where notifications go (2.5). */
  readonly notify_url: string;
  readonly user_no?: string | undefined;
  readonly user_name?: string | undefined;
  /** Where the payer's browser goes after the payment. */
  readonly return_url?: string | undefined;
  /** 1 WeChat Pay, 2 Alipay. */
  readonly pay_type?: PayType | undefined;
  /** The payer in a mini-program; needs pay_type. */
  readonly openid?: string | undefined;
  readonly piaoju?: Piaoju | undefined;
}

/** The invoice wanted as soon as the order is paid (2.1). */
export interface Piaoju {
  /** 1 person, 2 company. */
  readonly payer_type: 1 | 2;
  readonly payer_name: string;
  /** Needed for a company. */
  readonly payer_taxnum?: string | undefined;
  readonly payer_address?: string | undefined;
  readonly payer_bank?: string | undefined;
  readonly piaoju_memo?: string | undefined;
  readonly phone: string;
  readonly payer_email?: string | undefined;
}

/** Names a paid order by your number, ours, or both, and says whom its invoice is made out to (2.8). */
export type PiaojuCreateRequest = OrderName & Piaoju;

/** An order by your number or by ours (`order_id`). */
export type OrderName =
  | { readonly out_trade_no: string; readonly zx_order_no?: string | undefined }
  | { readonly out_trade_no?: undefined; readonly zx_order_no: string };

/** The latest invoice of an order. */
export interface PiaojuQueryAnswer extends OrderNumbers {
  /** The number of this request; another one after a failure. */
  readonly piaoju_no: string;
  /** 1 under way, 2 issued, 3 failed, 4 being taken back, 5 taken back. */
  readonly status: '1' | '2' | '3' | '4' | '5';
  /** What it says, once it was sent to be issued. */
  readonly total_fee?: string | undefined;
  /** The number printed on it, and the code beside it on documents that have both. */
  readonly number?: string | undefined;
  readonly code?: string | undefined;
  /** When it was issued. */
  readonly time_end?: string | undefined;
  /** The address where the document is verified. */
  readonly verify_url?: string | undefined;
  /** The download address; it needs no further authentication. */
  readonly url?: string | undefined;
  /** Why it failed, or what it waits for. */
  readonly message?: string | undefined;
}

/** What every answer says of its order. */
export interface OrderNumbers {
  readonly out_trade_no: string;
  readonly order_id: string;
}

export interface OrderCreateAnswer extends OrderNumbers {
  /** The hosted payment page. */
  readonly url: string;
  /** For a mini-program's payment call, with an openid; an object even when the app asked for a string. */
  readonly sp_data?: Readonly<Record<string, unknown>> | undefined;
}

/** Names an order (2.2, 2.3). */
export interface OrderRequest {
  readonly out_trade_no: string;
}

export interface OrderQueryAnswer extends OrderNumbers {
  /** 1 to be paid, 2 paid (refunded or not), 3 closed. */
  readonly status: '1' | '2' | '3';
  /** `YYYY-MM-DD HH:mm:ss` in China, with status 2. */
  readonly time_end?: string | undefined;
  readonly total_fee: string;
  readonly refunded_fee: string;
  readonly pay_type?: `${PayType}` | undefined;
}

export interface OrderRefundRequest {
  readonly out_trade_no: string;
  readonly refund_fee: Fee;
  /**
   * Your own number of the refund, at most 64 characters, best stored before the call: a repeat with it is the same
   * refund. Without one the client makes it.
   */
  readonly out_refund_no?: string | undefined;
}

export interface Refund {
  readonly refund_id: string;
  readonly out_refund_no?: string | undefined;
  readonly refund_fee: string;
  /** 1 under way, 2 succeeded, 3 failed. */
  readonly status: '1' | '2' | '3';
  /** Why it failed. */
  readonly message?: string | undefined;
  /** When it ended. */
  readonly time_end?: string | undefined;
}

/** One refund by either of its numbers, or all of the order. */
export interface RefundQueryRequest {
  readonly out_trade_no: string;
  readonly out_refund_no?: string | undefined;
  readonly refund_id?: string | undefined;
}

export interface RefundQueryAnswer extends OrderNumbers {
  readonly refunds: readonly Refund[];
}

/** What the directory says of a person. */
export interface PersonFields {
  /** Student or staff number. */
  readonly user_no: string;
  readonly user_name: string;
  /** 0 unknown, 1 male, 2 female. */
  readonly sex: '0' | '1' | '2';
  /** 0 temporary, 1 student, 2 staff. */
  readonly identity_type: '0' | '1' | '2';
}

/** Asks who a payer is, by WeChat openid or Alipay user id (2.6). */
export interface UserIdentityRequest {
  readonly uid: string;
}

export interface UserIdentityAnswer extends PersonFields {
  /** The person's id here, the same for ever. */
  readonly open_id: string;
  /** As asked (extension). */
  readonly uid?: string | undefined;
}

/** Asks for a person's campus card (2.7). */
export interface UserCardRequest {
  readonly user_no: string;
  /** Your own school, if given. */
  readonly school_id?: string | undefined;
}

export interface UserCardAnswer extends PersonFields {
  readonly school_id: string;
  /** Opens the campus card in Alipay. */
  readonly schema_url: string;
}

/** What the platform posts to notify_url once an order is paid (2.5). */
export interface Notification extends OrderNumbers {
  readonly time_end: string;
  readonly user_no?: string | undefined;
  readonly user_name?: string | undefined;
  /** The payer's WeChat openid or Alipay user id. */
  readonly uid: string;
  readonly pay_type: `${PayType}`;
}
