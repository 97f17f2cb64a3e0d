import { useEffect } from 'react';
import { guardLeaving } from './location.ts';

/** While it is on, leaving the page by a link, or the console as a whole, is asked about first. */
export function useLeaveGuard(isOn: boolean, question: string): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const unload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', unload);
    guardLeaving(() => window.confirm(question));
    return () => {
      window.removeEventListener('beforeunload', unload);
      guardLeaving(undefined);
    };
  }, [isOn, question]);
}
