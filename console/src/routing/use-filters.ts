import { useCallback } from 'react';
import { stateWith, useAside } from './aside.ts';
import { goTo, usePlace } from './location.ts';

/** A list's filters, by name; what is not set is not there. */
export type Filters<Name extends string> = { readonly [N in Name]?: string };

/**
 * The filters that the address holds, and how to set some of them: the list then begins at its first page.
 * @param privates those of them that stand aside of the address
 */
export function useFilters<const Name extends string>(
  names: readonly Name[],
  privates: readonly Name[] = [],
): [Filters<Name>, (changes: { [N in Name]?: string | undefined }) => void] {
  const { path, query } = usePlace();
  const aside = useAside();
  const filters = Object.fromEntries(
    names.flatMap((name) => {
      const value = privates.includes(name) ? aside[name] : query.get(name);
      return value ? [[name, value]] : [];
    }),
  ) as Filters<Name>;
  const address = `${path}?${query}`;
  const apart = privates.join(' ');
  const set = useCallback(
    (changes: { [N in Name]?: string | undefined }) => {
      const [at = '', text] = address.split('?');
      const isPrivate = (name: string) => apart.split(' ').includes(name);
      const next = new URLSearchParams(text);
      next.delete('after');
      const nextAside: Record<string, string> = { ...aside };
      for (const [name, value] of Object.entries(changes)) {
        if (isPrivate(name)) {
          if (value) nextAside[name] = String(value);
          else delete nextAside[name];
        } else if (value) next.set(name, String(value));
        else next.delete(name);
      }
      goTo(next.size === 0 ? at : `${at}?${next}`, { state: stateWith(nextAside) });
    },
    [address, aside, apart],
  );
  return [filters, set];
}
