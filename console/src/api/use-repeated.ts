import { useEffect } from 'react';

/** Does something every so often, in milliseconds, while `isOn`. */
export function useRepeated(action: () => void, everyMs: number, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(action, everyMs);
    return () => clearInterval(timer);
  }, [action, everyMs, isOn]);
}
