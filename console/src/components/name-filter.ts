import { useSchool } from '../session/session.tsx';
import { useFilterValues } from './filter-bar.tsx';

/** The filter of the short lists that are set up by hand. */
export const NAME_FIELDS = [{ name: 'text', kind: 'text', label: { zh: '查找', en: 'Find' } }] as const;

/** What it was set to, and the school switched to: the parameters of such a list. */
export function useNameFilter(): { schoolId?: string; text?: string } {
  const [filters] = useFilterValues(NAME_FIELDS);
  return { ...useSchool(), ...filters };
}
