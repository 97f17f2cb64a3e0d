import type { Channel } from '../channels/channel.ts';
import { columns } from '../db/columns.ts';
import type { Transaction } from '../db/database.ts';
import { bytes, fen, id, instant, made, optional, text } from '../db/fields.ts';
import type { Vault } from '../lib/vault.ts';
import type { Payer } from '../orders/order.ts';
import { openPayer } from '../orders/order-row.ts';
import type { SchoolBrand } from '../schools/brand.ts';
import { BRAND } from '../schools/brand-store.ts';

/** What a document says of an order that was paid. Amounts are fen. */
export interface PaidOrder {
  readonly orderId: string;
  readonly body: string;
  readonly outTradeNo: string;
  /** Whom it is for, as its partner said. */
  readonly payer: Payer;
  readonly schoolName: string;
  readonly brand: SchoolBrand;
  readonly channel: Channel;
  readonly transactionId: string;
  readonly paidAt: Date;
  /** What was paid and has not been given back. */
  readonly remaining: number;
}

/** Locks the payment that paid the order, so that what is left of it stays what it is. */
export async function findPaidOrder(
  tx: Transaction,
  vault: Vault,
  appId: string,
  orderId: string,
): Promise<PaidOrder> {
  const paid = await PAID_ORDER.one(tx, vault, {
    name: 'find-paid-order',
    text: `select ${PAID_ORDER.selected}
             from orders o
             join payments p on p.app_id = o.app_id and p.payment_no = o.payment_no
             join apps a on a.app_id = o.app_id
             join schools s using (school_id)
            where o.app_id = $1 and o.order_id = $2 for no key update of p`,
    values: [appId, orderId],
  });
  if (!paid) throw new Error(`order ${orderId} of app ${appId} has not been paid`);
  return paid;
}

const PAID_ORDER = columns<PaidOrder, Vault>()({
  orderId: id('o.order_id'),
  outTradeNo: text('o.out_trade_no'),
  payer: made(
    { payerSealed: optional(bytes('o.payer_sealed')) },
    ({ payerSealed }, { orderId }: Pick<PaidOrder, 'orderId'>, vault: Vault) =>
      openPayer(vault, orderId, payerSealed),
  ),
  body: text('o.body'),
  brand: made(BRAND, (brand): SchoolBrand => brand),
  schoolName: text('s.name as school_name'),
  channel: text('p.channel'),
  transactionId: text('p.transaction_id'),
  paidAt: instant('p.paid_at'),
  remaining: fen('p.paid_amount - p.refunded_amount as remaining'),
});
