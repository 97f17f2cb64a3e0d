/** The sub-merchant an order is for, and the appid its payer uses when that is the sub-merchant's. */
export interface SubMerchant {
  readonly mchid: string;
  readonly appid: string | null;
}

export type TradeType = 'NATIVE' | 'JSAPI' | 'MWEB' | 'APP';

/** States that only some ways of paying know, and any query may tell. */
export const TOLD_STATES = ['USERPAYING', 'REVOKED', 'PAYERROR'] as const;

export type ToldState = (typeof TOLD_STATES)[number];

/** An order of the emulated WeChat Pay. Times are milliseconds, amounts fen. */
export interface Order {
  /** Whoever signs: the merchant, or the service provider. */
  readonly mchid: string;
  readonly outTradeNo: string;
  readonly tradeType: TradeType;
  readonly appid: string;
  /** The sub-merchant of a service provider that it is for. */
  readonly sub: SubMerchant | null;
  readonly description: string;
  readonly attach: string | null;
  readonly notifyUrl: string;
  readonly total: number;
  /** The only payer that can pay it, for JSAPI. */
  readonly boundOpenid: string | null;
  /** The first request in canonical form: a repetition must equal it. */
  readonly request: string;
  readonly createdAt: number;
  readonly payUntil: number;
  readonly state: 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED';
  /** The state answered for an unpaid order in place of the real one. */
  readonly toldState: ToldState | null;
  /** Set once paid, and only then. */
  readonly paid: Payment | undefined;
}

/** How an order was paid, and what WeChat kept of it. */
export interface Payment {
  readonly transactionId: string;
  readonly at: number;
  readonly openid: string;
  readonly fee: number;
  readonly feeBasisPoints: number;
}
