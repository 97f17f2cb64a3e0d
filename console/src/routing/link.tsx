import type { MouseEvent, ReactNode } from 'react';
import { sameAside } from './aside.ts';
import { goTo, hrefOf } from './location.ts';

/** A link inside the console; held with a key it opens a new tab like any other. */
export function Link(props: {
  to: string;
  /** It leads to what is shown already. */
  isCurrent?: boolean;
  /** Of a drawing, beside which the same link stands in words: only for who points at it. */
  isHidden?: boolean;
  /** It leads to the same list: what stands aside of the address stays. */
  keepsAside?: boolean;
  children: ReactNode;
}) {
  const { to, isCurrent = false, isHidden = false, keepsAside = false, children } = props;
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(to, keepsAside ? { state: sameAside() } : {});
  };
  return (
    <a
      href={hrefOf(to)}
      onClick={follow}
      {...(isCurrent ? { 'aria-current': 'page' } : {})}
      {...(isHidden ? { tabIndex: -1 } : {})}
    >
      {children}
    </a>
  );
}
