import { MoneyText } from '../../components/money-text.tsx';
import { useWords } from '../../language/language.tsx';
import { WORDS } from './sheet-words.ts';

/** An amount, and of how many it is. */
export function Counted({ count, amount }: { count: number; amount: number }) {
  const words = useWords(WORDS);
  return (
    <span className="two-lines">
      <MoneyText fen={amount} /> <span className="figures">{words.count(count)}</span>
    </span>
  );
}
