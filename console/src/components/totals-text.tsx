import type { ListTotals } from '@zhixiao/contract/console/list';
import { useLanguage, useWords } from '../language/language.tsx';
import { MoneyText } from './money-text.tsx';

/** How many rows the filters find on all pages and what they come to, as far as they were counted. */
export function TotalsText({ totals }: { totals: ListTotals | undefined }) {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  if (!totals || totals.count === 0) return null;
  const { count, isMore, amount } = totals;
  const number = count.toLocaleString(language);
  return (
    <p className="list-totals">
      {isMore ? words.more(number) : words.found(number, count)}
      {amount !== undefined && (
        <>
          {words.sum}
          <strong>
            <MoneyText fen={amount} />
          </strong>
        </>
      )}
    </p>
  );
}

const WORDS = {
  zh: {
    found: (number: string, _count: number) => `共 ${number} 条`,
    more: (number: string) => `${number} 条以上，缩小范围后显示合计`,
    sum: '，合计 ',
  },
  en: {
    found: (number: string, count: number) => (count === 1 ? '1 row' : `${number} rows`),
    more: (number: string) => `More than ${number} rows; narrow the filters for their total`,
    sum: ', total ',
  },
};
