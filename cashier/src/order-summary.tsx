import type { CashierView } from '@zhixiao/contract/cashier/view';
import { formatAmount } from './format.ts';
import type { Texts } from './texts.ts';

/** From a million yuan on, smaller digits keep it on one line of a small phone. */
const LONG_AMOUNT_LENGTH = '999,999.99'.length;

/** How much, for what, and to whom. */
export function OrderSummary({ view, texts }: { view: CashierView; texts: Texts }) {
  const amount = formatAmount(view.totalAmount);
  return (
    <div class="summary">
      <p class="payee">
        <span class="hidden">{texts.payee} </span>
        {view.payee}
      </p>
      <p class={amount.length > LONG_AMOUNT_LENGTH ? 'fee long' : 'fee'}>
        <span class="hidden">{view.state === 'waiting' ? texts.amount : texts.orderAmount} </span>
        <span class="yuan">¥</span>
        {amount}
      </p>
      <p class="item">{view.body}</p>
    </div>
  );
}
