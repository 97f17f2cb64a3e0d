import type { ListTotals } from '@zhixiao/contract/console/list';
import { useLanguage, useWords } from '../language/language.tsx';
import { Link } from '../routing/link.tsx';
import { usePlace } from '../routing/location.ts';
import type { ChoiceField } from './filter-bar.tsx';

/** What the address says where a list begins with one of its states, and all of them are asked for. */
const ALL = 'all';

/** The choices of one filter as tabs above the list, each an address of its own. */
export function StatusTabs(props: {
  field: ChoiceField;
  value: string | undefined;
  /** How many rows each has under the other filters. */
  states?: ListTotals['states'] | undefined;
}) {
  const { field, value, states } = props;
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
        <Link key={tab.text} to={addressOf(tab.value)} isCurrent={tab.value === value} keepsAside>
          {tab.text}
          <TabCount state={tab.value} states={states} />
        </Link>
      ))}
    </nav>
  );
}

/** Of what can be counted: nothing until it is. */
function TabCount({
  state,
  states,
}: {
  state: string | undefined;
  states: ListTotals['states'] | undefined;
}) {
  const { language } = useLanguage();
  const counted = states?.filter((each) => state === undefined || each.state === state);
  if (!counted || counted.length === 0) return null;
  const count = counted.reduce((sum, each) => sum + each.count, 0);
  const isMore = counted.some((each) => each.isMore);
  return (
    <>
      {' '}
      <span className="tab-count">
        {count.toLocaleString(language)}
        {isMore && '+'}
      </span>
    </>
  );
}

const WORDS = { zh: { all: '全部' }, en: { all: 'All' } };
