import { useLanguage, useWords } from '../language/language.tsx';
import { Link } from '../routing/link.tsx';
import { usePlace } from '../routing/location.ts';
import type { ChoiceField } from './filter-bar.tsx';

/** What the address says where a list begins with one of its states, and all of them are asked for. */
const ALL = 'all';

/** The choices of one filter as tabs above the list, each an address of its own. */
export function StatusTabs({ field, value }: { field: ChoiceField; value: string | undefined }) {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const { path, query } = usePlace();
  const { name, initial } = field;
  const addressOf = (chosen: string | undefined) => {
    const next = new URLSearchParams(query);
    next.delete('after');
    if (chosen === initial) next.delete(name);
    else next.set(name, chosen ?? ALL);
    return next.size === 0 ? path : `${path}?${next}`;
  };
  const all = { value: undefined, text: words.all };
  const choices = field.choices.map((choice) => ({ value: choice.value, text: choice.label[language] }));
  return (
    <nav className="status-tabs" aria-label={field.label[language]}>
      {(initial === undefined ? [all, ...choices] : [...choices, all]).map((tab) => (
        <Link key={tab.text} to={addressOf(tab.value)} isCurrent={tab.value === value}>
          {tab.text}
        </Link>
      ))}
    </nav>
  );
}

const WORDS = { zh: { all: '全部' }, en: { all: 'All' } };
