import { useEffect } from 'react';

/** So many times as often as said; then less and less often. */
const STEADY_ROUNDS = 20;
const SLOWER = 1.5;
const SLOWEST = 10;

/**
 * Does something every so often, in milliseconds, while `isOn` and somebody can see the page. What takes long is looked
 * at less often; coming back to the page looks at once and begins anew.
 */
export function useRepeated(action: () => void, everyMs: number, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    let round = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      const slower = Math.min(SLOWER ** Math.max(0, round - STEADY_ROUNDS), SLOWEST);
      timer = setTimeout(() => {
        round += 1;
        action();
        wait();
      }, everyMs * slower);
    };
    const seen = () => {
      clearTimeout(timer);
      if (document.hidden) return;
      round = 0;
      action();
      wait();
    };
    if (!document.hidden) wait();
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [action, everyMs, isOn]);
}
