const ofOrder = (alias: string) => `${alias}.app_id = o.app_id and ${alias}.order_id = o.order_id`;

/** A payment that money may still come of. */
const OPEN_PAYMENT = `p.status in ('created', 'pending', 'unknown')`;

/** Unwanted money that was not refunded, and that no operator has settled by hand. */
const UNRETURNED = `p.disposition <> 'order' and p.refunded_amount < p.paid_amount and not exists (
  select from refunds seen where seen.app_id = p.app_id and seen.order_id = p.order_id and seen.payment_no = p.payment_no
     and seen.dismissed_at is not null)`;

/** A refund under way, or a failed refund of an operator that was not settled by hand. */
const OPEN_REFUND = `(r.status = 'processing'
  or r.status = 'failed' and r.cause in ('operator', 'wrong_amount') and r.dismissed_at is null)`;

/** What an order `o` can still have under way, by kind. Until it is over nothing of the order is erased. */
export const UNDER_WAY = {
  orders: `(o.status = 'pending' or exists (select from payments p where ${ofOrder('p')} and ${OPEN_PAYMENT}))`,
  refunds: `(exists (select from refunds r where ${ofOrder('r')} and ${OPEN_REFUND})
    or exists (select from refund_applications a where ${ofOrder('a')} and a.status = 'pending')
    or exists (select from payments p where ${ofOrder('p')} and ${UNRETURNED}))`,
  invoices: `exists (select from invoices i where ${ofOrder('i')}
    and (i.due_at is not null or i.status not in ('issued', 'failed', 'reversed')
      or i.status = 'issued' and i.archived_at is null
      or exists (select from invoice_deliveries d where d.app_id = i.app_id and d.invoice_no = i.invoice_no
                    and d.status = 'pending')))`,
  notifications: `exists (select from notifications n where ${ofOrder('n')} and n.status = 'pending')`,
  differences: `exists (select from payments p
     join bill_differences d on d.app_id = p.app_id and d.payment_no = p.payment_no
    where ${ofOrder('p')} and d.status in ('open', 'proposed'))`,
} as const;

/** How many orders have something of each kind under way. */
export type UnderWay = Readonly<Record<keyof typeof UNDER_WAY, number>>;

/** Whether an order `o` has anything under way. */
export const IS_UNDER_WAY = `(${Object.values(UNDER_WAY).join(' or ')})`;
