import type { MouseEvent, ReactNode } from 'react';
import { goTo, hrefOf } from './location.ts';

/** A link inside the console; held with a key it opens a new tab like any other. */
export function Link({ to, children }: { to: string; children: ReactNode }) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a href={hrefOf(to)} onClick={follow}>
      {children}
    </a>
  );
}
