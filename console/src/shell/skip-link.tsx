import type { MouseEvent, ReactNode } from 'react';

/**
 * Skips to `to`, an element's id; visible only with the focus. It moves the focus by script: a plain link would add a
 * history entry and lose the list's state in the present one.
 */
export function SkipLink(props: { to: string; className?: string; children: ReactNode }) {
  const { to, className = '', children } = props;
  const follow = (event: MouseEvent) => {
    event.preventDefault();
    document.getElementById(to)?.focus();
  };
  return (
    <a className={`skip ${className}`} href={`#${to}`} onClick={follow}>
      {children}
    </a>
  );
}
