import type { ChannelName, PayType } from '@zhixiao/contract/codes/channels';
import { columns } from '../db/columns.ts';
import {
  bytes,
  fen,
  flag,
  id,
  instant,
  leftJoined,
  made,
  optional,
  sealed,
  smallint,
  text,
} from '../db/fields.ts';
import type { Vault } from '../lib/vault.ts';
import { payerUid } from '../payers/payer-uid.ts';
import type { FoundOrder, NewOrder, Order, PageOrder, Payer } from './order.ts';
import { userNameBlindIndex, userNoBlindIndex } from './payer-indexes.ts';

type Numbered = Pick<Order, 'orderId'>;

/** What an order is created with, and keeps. */
const TERMS = {
  appId: text('app_id'),
  orderId: id('order_id'),
  outTradeNo: text('out_trade_no'),
  body: text('body'),
  totalAmount: fen('total_amount'),
  payType: optional(smallint<PayType>('pay_type')),
  openid: payerUid('orders.openid_sealed', ({ orderId }: Numbered) => orderId),
  notifyUrl: text('notify_url'),
  returnUrl: optional(text('return_url')),
  payer: made(
    { sealed: optional(bytes('payer_sealed')) },
    (row, { orderId }: Numbered, vault: Vault) => openPayer(vault, orderId, row.sealed),
    [
      {
        column: 'payer_sealed',
        type: 'bytea',
        write: (payer, { orderId }, vault) =>
          payer.userNo === undefined && payer.userName === undefined
            ? null
            : vault.seal(payerContext(orderId), payer),
      },
      {
        column: 'user_no_index',
        type: 'bigint',
        write: ({ userNo }, _order, vault) => userNoBlindIndex(vault, userNo),
      },
      {
        column: 'user_name_index',
        type: 'bigint',
        write: ({ userName }, _order, vault) => userNameBlindIndex(vault, userName),
      },
    ],
  ),
  createdAt: instant('created_at'),
  expiresAt: instant('expires_at'),
};

export const NEW_ORDER = columns<NewOrder, Vault>()({
  ...TERMS,
  invoice: optional(sealed('invoice_sealed', ({ orderId }: Numbered) => invoiceTermsContext(orderId))),
});

export const ORDER = columns<Order, Vault>()({
  ...TERMS,
  wantsInvoice: flag('invoice_sealed is not null as wants_invoice'),
  status: text('status'),
  closeReason: optional(text('close_reason')),
  closeBy: optional(text('close_by')),
  closeNote: optional(text('close_note')),
  paidAt: optional(instant('paid_at')),
  paymentNo: optional(id('payment_no')),
  closedAt: optional(instant('closed_at')),
});

export const FOUND_ORDER = columns<FoundOrder, Vault>()({
  ...ORDER.fields,
  hasOpenPayment: flag(`status = 'pending' and exists (
    select 1 from payments p
     where p.app_id = orders.app_id and p.order_id = orders.order_id
       and p.status in ('created', 'pending', 'unknown')) as has_open_payment`),
  paidBy: leftJoined('channel', {
    channel: text<ChannelName>('paid_channel'),
    refundedAmount: fen('paid_refunded_amount'),
  }),
});

/** What found orders are selected from besides `orders`: the payment that paid each. */
export const WITH_PAID = `left join (
  select payment_no as paid_no, channel as paid_channel, refunded_amount as paid_refunded_amount from payments
) as paid on paid_no = orders.payment_no`;

export const PAGE_ORDER = columns<PageOrder, Vault>()({
  ...FOUND_ORDER.fields,
  isInDoubt: flag(`status = 'pending' and exists (
    select 1 from payments p
     where p.app_id = orders.app_id and p.order_id = orders.order_id
       and p.status in ('created', 'pending', 'unknown') and p.in_doubt and p.credential is not null) as is_in_doubt`),
});

/** Opens whom an order is for. */
export function openPayer(vault: Vault, orderId: string, payerSealed: Buffer | null | undefined): Payer {
  return payerSealed ? (vault.open(payerContext(orderId), payerSealed) as Payer) : {};
}

/** Where the requested invoice terms are sealed; an invoice copies the sealed value. */
export function invoiceTermsContext(orderId: string): string {
  return `orders.invoice_sealed|${orderId}`;
}

function payerContext(orderId: string): string {
  return `orders.payer_sealed|${orderId}`;
}
