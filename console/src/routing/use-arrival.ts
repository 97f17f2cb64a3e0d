import { type RefObject, useEffect, useRef } from 'react';
import { stateOfPlace } from './location.ts';

/** What an operator does who does not want to be scrolled any more. */
const HANDS = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/**
 * Begins another page as the browser would: at its top, or at the former position after "back", and with the focus on
 * its heading, which is the ref's. The first page, to which `/` redirects, does not move the focus.
 */
export function useArrival(path: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const last = useRef(path);
  useEffect(() => {
    const from = last.current;
    last.current = path;
    if (from === path || from === '/') return undefined;
    heading.current?.focus({ preventScroll: true });
    const { scrolled = 0 } = (stateOfPlace() ?? {}) as { scrolled?: number };
    return scrollWhenLongEnough(scrolled);
  }, [path]);
  return heading;
}

/** Scrolls there as soon as what is still read makes the page so long, unless the operator is faster. */
function scrollWhenLongEnough(top: number): () => void {
  const scroll = () => {
    window.scrollTo(0, top);
    if (Math.ceil(window.scrollY) >= Math.floor(top)) stop();
  };
  const growing = new ResizeObserver(scroll);
  const stop = () => {
    growing.disconnect();
    for (const hand of HANDS) window.removeEventListener(hand, stop);
  };
  for (const hand of HANDS) window.addEventListener(hand, stop, { passive: true });
  growing.observe(document.body);
  scroll();
  return stop;
}
