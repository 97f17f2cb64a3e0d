import type { ChannelName, ChannelTable } from '@zhixiao/contract/codes/channels';
import type { Scene } from '@zhixiao/contract/codes/scenes';
import type { Clock } from '../lib/clock.ts';
import type { HttpClient } from '../lib/http-client.ts';
import type { Outcome } from '../lib/outcome.ts';
import type { FetchedBill } from './bill.ts';

/** The port every payment channel implements. A channel is stateless and touches no table. */
export type Channel = ChannelName;
export type { Scene };

/** A merchant account at a channel with its secrets opened. `settings` and `secrets` are the channel's own. */
export interface ChannelAccount {
  readonly channelAccountId: string;
  readonly channel: Channel;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
}

/** An account record that cannot be used; the message names the field, never its value. */
export class InvalidChannelAccount extends Error {
  /** Such as `secrets.apiV3Key`. */
  readonly field: string;
  constructor(message: string, field: string) {
    super(message);
    this.field = field;
  }
}

/** What one attempt to pay asks of the channel. Amounts are fen. */
export interface PaymentTerms {
  /** The number the channel will know the payment by. */
  readonly paymentNo: string;
  readonly description: string;
  readonly totalAmount: number;
  readonly scene: Scene;
  /** The payer's id at the channel, for jsapi and mini_program. */
  readonly openid?: string;
  /** The payer's address, for wap. */
  readonly payerIp?: string;
  /** Where the channel sends the browser afterwards, for wap and page. */
  readonly returnUrl?: string;
  readonly callbackUrl: string;
  readonly expiresAt: Date;
}

/** What the payer's device needs to pay, and until when it works. */
export type PaymentCredential =
  | { readonly kind: 'qr'; readonly codeUrl: string; readonly expiresAt: Date }
  | { readonly kind: 'prepay'; readonly prepayId: string; readonly expiresAt: Date }
  /** Alipay: a trade made for a payer known beforehand. */
  | { readonly kind: 'trade'; readonly tradeNo: string; readonly expiresAt: Date }
  /** An address to send the browser to. */
  | { readonly kind: 'redirect'; readonly url: string; readonly expiresAt: Date };

/** Proof that money arrived, from a verified answer or callback. Amounts are fen. */
export interface PaidEvidence {
  readonly transactionId: string;
  readonly paidAmount: number;
  readonly paidAt: Date;
  /** The payer's WeChat openid or Alipay user id. */
  readonly payerUid: string;
}

export type PaymentState =
  | { readonly status: 'not_found' | 'pending' | 'closed' }
  | { readonly status: 'paid'; readonly evidence: PaidEvidence };

export interface RefundTerms {
  readonly refundNo: string;
  readonly paymentNo: string;
  readonly refundAmount: number;
  /** The whole amount of the payment. */
  readonly paidAmount: number;
  readonly reason: string;
  readonly callbackUrl: string;
}

/** `closed`: finally failed. `abnormal`: the channel waits for a person; the money has not gone back. */
export interface RefundState {
  readonly status: 'processing' | 'succeeded' | 'closed' | 'abnormal';
  readonly refundAmount: number;
  readonly channelRefundId: string;
}

/** A callback whose signature held and whose content was decrypted. */
export type VerifiedCallback = {
  /** The channel's own id of the callback, constant over its repeats. */
  readonly callbackId: string;
  /** The decrypted content, kept as evidence. */
  readonly content: string;
} & (
  | { readonly kind: 'payment'; readonly paymentNo: string; readonly state: PaymentState }
  | {
      readonly kind: 'refund';
      readonly refundNo: string;
      /** Of the payment it gives back. */
      readonly paymentNo: string;
      readonly state: RefundState;
    }
);

/** An unsigned word that something became of some refund: no evidence of anything, but worth asking about. */
interface CallbackHint {
  readonly kind: 'hint';
}

export type ChannelCallback = VerifiedCallback | CallbackHint;

/** A callback refused: forged, stale, or not for this account. Nothing was decrypted or changed. */
export class CallbackRejected extends Error {
  override readonly name: string = 'CallbackRejected';
}

/** Verified, but about a payment of another account than the one it was sent for; such a callback is refused. */
export class ForeignCallback extends CallbackRejected {
  constructor() {
    super('回调所指的支付或退款不属于该账户');
  }
}

/** Signed, if at all, by a key of the channel that the account does not know yet. */
export class UnknownKey extends CallbackRejected {}

export interface CallbackRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** The `not_done` code of everything an operator mends in the account, not the payer or the partner. */
export const MISCONFIGURED = 'CHANNEL_CONFIGURATION';

/** Whose campus card is looked for. */
export interface CardHolder {
  /** Student or staff number. */
  readonly userNo: string;
  /** The person's id at the channel, where it is known. */
  readonly uid: string | undefined;
}

/** A campus card in a wallet; without a link the person has none. */
export interface CampusCard {
  readonly link: string | undefined;
}

/** Campus cards in the channel's wallet. */
export interface CampusCards {
  /** Whether the account's school has signed for them. */
  areOffered(account: ChannelAccount): boolean;
  /** To be asked for accounts that offer cards. */
  find(account: ChannelAccount, holder: CardHolder): Promise<Outcome<CampusCard>>;
}

export interface ChannelAdapter {
  readonly channel: Channel;

  /**
   * Who takes the money, as the channel knows it: never another for the same account.
   * @throws InvalidChannelAccount
   */
  merchantOf(account: ChannelAccount): string;

  /** Whether this account can be used for this way of paying. */
  supports(account: ChannelAccount, scene: Scene): boolean;

  /**
   * How long a payment of this scene may live, in milliseconds, when the channel learns of it only once
   * the payer opens it (Alipay's codes and links): until its deadline "not found" does not mean that it
   * cannot be paid, so the deadline is kept short. Undefined: the channel knows it from its creation.
   */
  linkLifetimeMs(scene: Scene): number | undefined;

  /** The exact request bytes for a payment; stored before they are sent, and sent again as they are. */
  paymentRequestBody(account: ChannelAccount, terms: PaymentTerms): string;
  createPayment(
    account: ChannelAccount,
    scene: Scene,
    requestBody: string,
  ): Promise<Outcome<PaymentCredential>>;
  queryPayment(account: ChannelAccount, paymentNo: string): Promise<Outcome<PaymentState>>;
  /** `paid` and `not_found` are answers, not failures: the caller asks or waits. */
  closePayment(account: ChannelAccount, paymentNo: string): Promise<Outcome<'closed' | 'paid' | 'not_found'>>;
  /** The signed parameters a web page or mini-program hands to the wallet. */
  payerParameters(
    account: ChannelAccount,
    scene: Scene,
    credential: PaymentCredential,
  ): Promise<Record<string, string>>;

  /** Where a payer's browser goes to prove its id at the channel; it comes back with a code. */
  payerAuthorizeUrl(account: ChannelAccount, redirectUrl: string, state: string): string;
  /** Redeems that code, once, for the payer's id (WeChat openid, Alipay user id). */
  payerIdFromCode(account: ChannelAccount, code: string): Promise<Outcome<string>>;

  refundRequestBody(account: ChannelAccount, terms: RefundTerms): string;
  /** `not_done` with `retryable` codes keeps the number: see each channel. */
  createRefund(account: ChannelAccount, requestBody: string): Promise<Outcome<RefundState>>;
  queryRefund(
    account: ChannelAccount,
    refundNo: string,
    paymentNo: string,
  ): Promise<Outcome<RefundState | 'not_found'>>;

  /** Settings to replace because the channel changed the keys it signs with; undefined: none. */
  renewedKeys(account: ChannelAccount): Promise<Outcome<ChannelAccount['settings'] | undefined>>;

  /** On channels that have campus cards. */
  readonly campusCards?: CampusCards;

  /**
   * The bill of a day gone by (`YYYY-MM-DD` in Beijing time). `not_ready`: it is still being made; `empty`: there
   * was no business that day; `blank`: a file with nothing in it, which proves no such thing. `not_done` with
   * `UNREADABLE_BILL`: a file that cannot be read. Undefined on channels without bills.
   */
  fetchBill?(account: ChannelAccount, date: string): Promise<Outcome<FetchedBill>>;
  /**
   * The payer of a payment in a bill's file, on channels whose bills name payers; empty when the payment is not in
   * it.
   */
  payerInBill?(account: ChannelAccount, file: Buffer, paymentNo: string): Promise<string>;
  /** Whose bills these are: accounts that have it in common have their bills in common. On channels with bills. */
  billOwner?(account: ChannelAccount): string;

  /** @throws CallbackRejected */
  readCallback(account: ChannelAccount, request: CallbackRequest): ChannelCallback;
  /** The exact answer that tells the channel its callback was taken, or was not. */
  callbackReply(
    accepted: boolean,
    request: CallbackRequest,
  ): { status: number; contentType: string; body: string };
}

/** What every channel is made with. */
export interface ChannelParts {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Where the emulated channels are; undefined: the real ones. */
  readonly sandboxUrl: string | undefined;
}

/** The channels whose row in the table has a feature. */
export type ChannelWith<F extends 'bills' | 'campusCards'> = {
  [C in ChannelName]: ChannelTable[C]['features'][F] extends true ? C : never;
}[ChannelName];

/** A channel's adapter: it has what its row in the table says, and nothing else. */
export type AdapterOf<C extends ChannelName> = ChannelAdapter & { readonly channel: C } & Having<
    C,
    'bills',
    'fetchBill' | 'billOwner'
  > &
  Having<C, 'campusCards', 'campusCards'>;

type Having<C extends ChannelName, F extends 'bills' | 'campusCards', Parts extends keyof ChannelAdapter> =
  C extends ChannelWith<F> ? Required<Pick<ChannelAdapter, Parts>> : { readonly [P in Parts]?: never };
