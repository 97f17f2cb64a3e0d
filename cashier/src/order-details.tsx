import type { CashierView } from '@zhixiao/contract/cashier/view';
import { formatAmount, formatTime } from './format.ts';
import type { Texts } from './texts.ts';

/** The particulars of the order, for the payer to check; who is paid stands above the amount. */
export function OrderDetails(props: { view: CashierView; contact: string | undefined; texts: Texts }) {
  const { view, contact, texts } = props;
  const payer = [view.userName, view.userNo].filter((part) => part !== undefined).join(' ');
  const details: (readonly [string, string])[] = [
    [texts.app, view.app],
    ...(payer === '' ? [] : [[texts.payer, payer] as const]),
    [texts.orderNumber, view.outTradeNo],
  ];
  if (view.paid) {
    details.push([texts.paidWith, texts.channel[view.paid.channel]]);
    details.push([texts.paidAt, formatTime(view.paid.paidAt)]);
    if (view.paid.refundedAmount > 0)
      details.push([texts.refunded, `¥${formatAmount(view.paid.refundedAmount)}`]);
  }
  if (contact !== undefined) details.push([texts.contact, contact]);
  return (
    <dl class="details" aria-label={texts.details}>
      {details.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
