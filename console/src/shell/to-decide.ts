import { useEffect } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { usePlace } from '../routing/location.ts';

const DECIDED = 'changes-decided';

/** Has the count looked up again: a change was decided on this page. */
export function notifyDecided(): void {
  window.dispatchEvent(new Event(DECIDED));
}

/** How many changes wait that the operator may decide about; looked up again with every page. Only for who may. */
export function useToDecide(): number {
  const { path } = usePlace();
  const { answer, lookAgain } = useAnswer('GET /changes-to-decide');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page may have decided
  useEffect(() => lookAgain(), [path, lookAgain]);
  useEffect(() => {
    window.addEventListener(DECIDED, lookAgain);
    return () => window.removeEventListener(DECIDED, lookAgain);
  }, [lookAgain]);
  return answer?.count ?? 0;
}
