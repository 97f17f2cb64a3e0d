import type { CashierView } from '@zhixiao/contract/cashier/view';
import { formatFee } from './format.ts';
import type { Texts } from './texts.ts';

/** From a million yuan on, smaller digits keep it on one line of a small phone. */
const LONG_FEE_LENGTH = '999,999.99'.length;

/** How much, for what, and to whom. */
export function OrderSummary({ view, texts }: { view: CashierView; texts: Texts }) {
  const fee = formatFee(view.totalFee);
  return (
    <div class="summary">
      <p class="payee">{view.payee}</p>
      <p class={fee.length > LONG_FEE_LENGTH ? 'fee long' : 'fee'}>
        <span class="hidden">{texts.amount} </span>
        <span class="yuan">¥</span>
        {fee}
      </p>
      <p class="item">{view.body}</p>
    </div>
  );
}
