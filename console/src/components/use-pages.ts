import { useRef } from 'react';
import { goTo, usePlace } from '../routing/location.ts';

/** The page of a list that the address names, and the ways from it. */
export interface Pages {
  /** What the page begins behind; undefined on the first. */
  readonly after: string | undefined;
  readonly first: () => void;
  readonly previous: () => void;
  readonly next: (after: string) => void;
}

export function usePages(): Pages {
  const { path, query } = usePlace();
  const after = query.get('after') ?? undefined;
  // pages can only be walked forward: the way back is the way that was come
  const trail = useRef<(string | undefined)[]>([]);
  const show = (page: string | undefined) => {
    const next = new URLSearchParams(query);
    if (page === undefined) next.delete('after');
    else next.set('after', page);
    goTo(next.size === 0 ? path : `${path}?${next}`);
  };
  return {
    after,
    first() {
      trail.current = [];
      show(undefined);
    },
    previous: () => show(trail.current.pop()),
    next(page) {
      trail.current.push(after);
      show(page);
    },
  };
}
