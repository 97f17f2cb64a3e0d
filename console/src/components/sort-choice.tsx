import type { Sort } from '@zhixiao/contract/console/list';
import { Select } from 'antd';
import { useWords } from '../language/language.tsx';
import { useFilters } from '../routing/use-filters.ts';
import type { DataColumn } from './data-column.ts';

type Sortable = Pick<DataColumn<never>, 'sort'>;

/** The order of a list, which the address holds where it is not the usual one: the newest first. */
export function useSort(columns: readonly Sortable[]): { sort: Sort; setSort: (sort: Sort) => void } {
  const [{ sort: said }, setFilters] = useFilters(['sort']);
  const sort = sortsOf(columns).find((each) => each === said) ?? 'newest';
  return { sort, setSort: (next) => setFilters({ sort: next === 'newest' ? undefined : next }) };
}

/** Chooses the order of a list on a phone, where no column has a head; nothing where there is one order only. */
export function SortChoice(props: {
  columns: readonly Sortable[];
  sort: Sort;
  onChange: (sort: Sort) => void;
}) {
  const words = useWords(WORDS);
  const sorts = sortsOf(props.columns);
  if (sorts.length === 0) return null;
  return (
    <Select
      aria-label={words.sort}
      value={props.sort}
      onChange={props.onChange}
      options={sorts.map((value) => ({ value, label: words[value] }))}
    />
  );
}

function sortsOf(columns: readonly Sortable[]): Sort[] {
  return columns.flatMap(({ sort }) => (sort ? [sort[1], sort[0]] : []));
}

const WORDS = {
  zh: {
    sort: '排序',
    newest: '最新在前',
    oldest: '最早在前',
    largest: '金额从大到小',
    smallest: '金额从小到大',
  },
  en: {
    sort: 'Order',
    newest: 'Newest first',
    oldest: 'Oldest first',
    largest: 'Largest first',
    smallest: 'Smallest first',
  },
};
