import { useCallback, useRef, useState } from 'react';
import { CallError } from './call.ts';

/**
 * Runs an action of the operator; gives whether it still runs, and its refusal until that is cleared.
 * `onRefused` is called with a refusal, for what is shown beside it.
 */
export function useAction<Args extends readonly unknown[]>(
  action: (...args: Args) => Promise<unknown>,
  onRefused?: () => void,
): {
  readonly run: (...args: Args) => Promise<void>;
  readonly isBusy: boolean;
  readonly error: CallError | undefined;
  readonly clearError: () => void;
} {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();
  const isRunning = useRef(false);
  const run = useCallback(
    async (...args: Args) => {
      // a second press may come before the first is shown as busy; what it asks for is under way
      if (isRunning.current) return;
      isRunning.current = true;
      setBusy(true);
      setError(undefined);
      try {
        await action(...args);
      } catch (refusal) {
        if (!(refusal instanceof CallError)) throw refusal;
        setError(refusal);
        onRefused?.();
      } finally {
        isRunning.current = false;
        setBusy(false);
      }
    },
    [action, onRefused],
  );
  const clearError = useCallback(() => setError(undefined), []);
  return { run, isBusy, error, clearError };
}
