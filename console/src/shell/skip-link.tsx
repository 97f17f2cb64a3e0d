import type { MouseEvent, ReactNode } from 'react';

/**
 * Leads past what stands before `to`, an element's id; seen only when it has the focus. It moves the focus itself: the
 * browser would make it a step of its history, and forget what the list keeps there.
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
