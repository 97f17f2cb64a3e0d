import { sameAside } from '../routing/aside.ts';
import { goTo, stateOfPlace, usePlace } from '../routing/location.ts';

/** The page of a list that the address names, and the ways from it. */
export interface Pages {
  /** What the page begins behind; undefined on the first. */
  readonly after: string | undefined;
  readonly first: () => void;
  readonly previous: () => void;
  readonly next: (after: string) => void;
}

/** The pages before this one, the first being nothing: pages can only be walked forward. */
type Trail = readonly (string | null)[];

/** The way back is kept with the entry of the browser's history, so that its own buttons do not mix it up. */
export function usePages(): Pages {
  const { path, query } = usePlace();
  const after = query.get('after') ?? undefined;
  const show = (page: string | null, trail: Trail) => {
    const next = new URLSearchParams(query);
    if (page === null) next.delete('after');
    else next.set('after', page);
    goTo(next.size === 0 ? path : `${path}?${next}`, { state: { ...sameAside(), trail } });
  };
  return {
    after,
    first: () => show(null, []),
    previous() {
      const trail = trailHere();
      show(trail.at(-1) ?? null, trail.slice(0, -1));
    },
    next: (page) => show(page, [...trailHere(), after ?? null]),
  };
}

function trailHere(): Trail {
  const state = stateOfPlace() as { trail?: Trail } | null;
  return state?.trail ?? [];
}
