import { useEffect } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { usePlace } from '../routing/location.ts';

/** How many changes wait that the operator may decide about; looked up again with every page. Only for who may. */
export function useToDecide(): number {
  const { path } = usePlace();
  const { answer, lookAgain } = useAnswer('GET /changes-to-decide');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page may have decided
  useEffect(() => lookAgain(), [path, lookAgain]);
  return answer?.count ?? 0;
}
