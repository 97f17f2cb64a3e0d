import { CHANNELS, type ChannelName } from './channels.ts';

/**
 * `waiting` can be paid; `confirming` a payment was seen or may have gone through and is being checked
 * with the channel: the payer must not pay again; the others are final.
 */
export const CASHIER_STATES = ['waiting', 'confirming', 'paid', 'cancelled', 'expired', 'failed'] as const;
export type CashierState = (typeof CASHIER_STATES)[number];

/**
 * Where the page runs, told by the browser's user agent; a channel's name is its wallet's browser. No wallet can be opened in `wecom` (企业微信 on a phone) and
 * `mini_program` (a page inside one); `in_app`, another app's browser, may keep from it.
 */
export const CASHIER_DEVICES = ['desktop', 'phone', ...CHANNELS, 'wecom', 'mini_program', 'in_app'] as const;
export type CashierDevice = (typeof CASHIER_DEVICES)[number];

/** What a payment in a channel's own wallet is called: its page calls the object that the wallet puts into it. */
export type WalletBridge = `${ChannelName}_bridge`;
export function bridgeOf(channel: ChannelName): WalletBridge {
  return `${channel}_bridge`;
}
export const WALLET_BRIDGES = CHANNELS.map(bridgeOf);

/** The status of an invoice on its pages. `valid`: issued, as shown on the verification page. */
export const INVOICE_STATES = ['underWay', 'issued', 'valid', 'failed', 'reversing', 'reversed'] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];
