import { Type } from 'typebox';
import { CASHIER_DEVICES, CASHIER_STATES, WALLET_BRIDGES } from '../codes/cashier.ts';
import { CHANNELS } from '../codes/channels.ts';
import { FLAG, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { BRANDED } from './plain-page.ts';

const CHANNEL = oneOf(CHANNELS);

const CASHIER_PAYMENT = Type.Union([
  /** Show `codeUrl` as a QR code to scan. `sandboxPhoneUrl` opens the emulated phone on it. */
  Type.Object({
    kind: Type.Literal('qr'),
    channel: CHANNEL,
    codeUrl: TEXT,
    /** When the code stops working, by the server's clock; then the page starts again for a new one. */
    expiresAt: WHOLE,
    sandboxPhoneUrl: Type.Optional(TEXT),
  }),
  /** Hand the parameters to the wallet's own payment sheet. */
  Type.Object({ kind: oneOf(WALLET_BRIDGES), parameters: Type.Record(Type.String(), Type.String()) }),
  /** Leave for this address, the wallet's own page. */
  Type.Object({ kind: Type.Literal('redirect'), channel: CHANNEL, url: TEXT }),
  /** Redirect to the wallet's sign-in, which identifies the payer; nothing is paid there. */
  Type.Object({ kind: Type.Literal('sign_in'), channel: CHANNEL, url: TEXT }),
]);
export type CashierPayment = Of<typeof CASHIER_PAYMENT>;

/**
 * The view of one order on the cashier page: in the page as JSON, and as the answer of
 * `GET /cashier-api/orders/{order_id}` and `POST /cashier-api/orders/{order_id}/payments`.
 * Amounts are fen; personal data arrives masked.
 */
export const CASHIER_VIEW = Type.Object({
  orderId: TEXT,
  state: oneOf(CASHIER_STATES),
  body: TEXT,
  totalAmount: WHOLE,
  /** Who collects: the school's name. */
  payee: TEXT,
  app: TEXT,
  /** Masked, e.g. `张*` and `2013****16`; absent when the partner gave none. */
  userName: Type.Optional(TEXT),
  userNo: Type.Optional(TEXT),
  outTradeNo: TEXT,
  /** Milliseconds since the epoch by the server's clock; count down against `serverTime`, not the device's. */
  expiresAt: WHOLE,
  serverTime: WHOLE,
  /** Channels this order can be paid on, preferred one first. */
  channels: Type.Array(CHANNEL),
  sandbox: FLAG,
  /** With state `paid`. */
  paid: Type.Optional(Type.Object({ channel: CHANNEL, paidAt: WHOLE, refundedAmount: WHOLE })),
  /** With state `paid` and once it can no longer be paid: where the partner wants the payer to go, as the partner gave it. */
  returnUrl: Type.Optional(TEXT),
  /** With state `waiting`, once a payment was started from this page. */
  payment: Type.Optional(CASHIER_PAYMENT),
});
export type CashierView = Of<typeof CASHIER_VIEW>;

/** What every route of the cashier API has in its path. */
export const CASHIER_PARAMS = Type.Object({ orderId: Type.String({ maxLength: 20 }) });
export const CASHIER_QUERY = Type.Object({ device: Type.Optional(oneOf(CASHIER_DEVICES)) });

/** Body of `POST /cashier-api/orders/{order_id}/payments`. */
export const START_PAYMENT = Type.Object(
  { channel: CHANNEL, device: oneOf(CASHIER_DEVICES) },
  { additionalProperties: false },
);
export type StartPayment = Of<typeof START_PAYMENT>;

/** Body of every refusal of the cashier API, fit to show; the message is Chinese. */
export const CASHIER_ERROR = Type.Object({
  error: Type.Object({ code: TEXT, message: TEXT, inEnglish: TEXT }),
  /** Try again after this many milliseconds. */
  retryAfterMs: Type.Optional(WHOLE),
  /** With `channel_busy`: after how many milliseconds the payer's turn is expected to come, where that is known. It is kept. */
  turnMs: Type.Optional(WHOLE),
});
export type CashierError = Of<typeof CASHIER_ERROR>;

/** The page before any script runs; rendered by the server. `notFound` has no order to show. */
export const PAGE_INPUT = Type.Object({
  view: Type.Union([CASHIER_VIEW, Type.Literal('notFound')]),
  device: oneOf(CASHIER_DEVICES),
  language: Type.Enum(['zh', 'en']),
  /** Put on every script tag: the page's policy allows nothing else. */
  nonce: TEXT,
  /** File names of the built script and style, under `/cashier/assets/`. */
  assets: Type.Object({ script: TEXT, style: TEXT }),
  /** In the sandbox, inside an emulated wallet: the script that stands in for its bridge; load it first. */
  bridgeScript: Type.Optional(TEXT),
  ...BRANDED,
});
export type PageInput = Of<typeof PAGE_INPUT>;
