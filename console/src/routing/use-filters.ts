import { useCallback } from 'react';
import { goTo, usePlace } from './location.ts';

/** A list's filters, by name; what is not set is not there. */
export type Filters<Name extends string> = { readonly [N in Name]?: string };

/** The filters that the address holds, and how to set some of them: the list then begins at its first page. */
export function useFilters<const Name extends string>(
  names: readonly Name[],
): [Filters<Name>, (changes: { [N in Name]?: string | undefined }) => void] {
  const { path, query } = usePlace();
  const filters = Object.fromEntries(
    names.flatMap((name) => {
      const value = query.get(name);
      return value ? [[name, value]] : [];
    }),
  ) as Filters<Name>;
  const address = `${path}?${query}`;
  const set = useCallback(
    (changes: { [N in Name]?: string | undefined }) => {
      const [at = '', text] = address.split('?');
      const next = new URLSearchParams(text);
      next.delete('after');
      for (const [name, value] of Object.entries(changes)) {
        if (value) next.set(name, String(value));
        else next.delete(name);
      }
      goTo(next.size === 0 ? at : `${at}?${next}`);
    },
    [address],
  );
  return [filters, set];
}
