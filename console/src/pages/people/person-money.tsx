import type { PersonSums } from '@zhixiao/contract/console/people';
import { MoneyText } from '../../components/money-text.tsx';
import { useWords } from '../../language/language.tsx';
import { WORDS } from './people-words.ts';

/** What a person owes, and what of the paid is left after refunds. */
export function PersonMoney({ sums }: { sums: PersonSums }) {
  const words = useWords(WORDS);
  const { owed, paid, refundedAmount, refundingAmount, paidForOthers } = sums;
  const figures = {
    owed: { amount: owed.amount, count: owed.count },
    paid: { amount: paid.amount, count: paid.count },
    refunded: { amount: refundedAmount, count: undefined },
    refunding: { amount: refundingAmount, count: undefined },
    net: { amount: paid.amount - refundedAmount - refundingAmount, count: undefined },
    paidForOthers: { amount: paidForOthers.amount, count: paidForOthers.count },
  };
  const shown = (Object.keys(figures) as (keyof typeof figures)[]).filter(
    (name) => ALWAYS.includes(name) || figures[name].amount > 0,
  );
  return (
    <dl className="person-money" aria-label={words.money}>
      {shown.map((name) => {
        const { amount, count } = figures[name];
        return (
          <div key={name} className={name === 'owed' && amount > 0 ? 'owed' : undefined}>
            <dt>{words[name]}</dt>
            <dd>
              <MoneyText fen={amount} />
              {count !== undefined && <span className="person-count"> {words.orders(count)}</span>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

const ALWAYS: readonly string[] = ['owed', 'paid', 'refunded', 'net'];
