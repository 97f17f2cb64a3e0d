import type { CashierView } from '@zhixiao/contract/cashier/view';
import { formatAmount, formatTime } from './format.ts';
import type { Texts } from './texts.ts';

/** The particulars of the order, for the payer to check. */
export function OrderDetails({ view, texts }: { view: CashierView; texts: Texts }) {
  const payer = [view.userName, view.userNo].filter((part) => part !== undefined).join(' ');
  const details: (readonly [string, string])[] = [
    [texts.payee, view.payee],
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
