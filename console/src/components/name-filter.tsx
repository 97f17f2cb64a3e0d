import { useSchool } from '../session/session.tsx';
import { FilterBar, useFilterValues } from './filter-bar.tsx';

const FIELDS = [{ name: 'text', kind: 'text', label: { zh: '查找', en: 'Find' } }] as const;

/** The filter of the short lists that are set up by hand. */
export function NameFilter() {
  return <FilterBar fields={FIELDS} />;
}

/** What it was set to, and the school switched to: the parameters of such a list. */
export function useNameFilter(): { schoolId?: string; text?: string } {
  const [filters] = useFilterValues(FIELDS);
  return { ...useSchool(), ...filters };
}
