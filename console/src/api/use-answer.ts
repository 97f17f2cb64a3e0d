import { useCallback, useEffect, useState } from 'react';
import type { RouteKey, Routes } from '../contract/routes.ts';
import { CallError, call, type ParamsOf } from './call.ts';

/** An answer as it comes; what was there stays while it is asked for again. */
export interface Asked<A> {
  readonly answer: A | undefined;
  readonly error: CallError | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** Calls a GET route when the page shows, and again when its parameters change. */
export function useAnswer<K extends RouteKey & `GET ${string}`>(
  key: K,
  ...params: ParamsOf<K>
): Asked<Routes[K]['answer']> {
  const [state, setState] = useState<Omit<Asked<Routes[K]['answer']>, 'reload'>>({
    answer: undefined,
    error: undefined,
    isLoading: true,
  });
  const [round, setRound] = useState(0);
  const wanted = JSON.stringify(params);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again for each round
  useEffect(() => {
    let isWanted = true;
    setState((before) => ({ ...before, isLoading: true }));
    call(key, ...(JSON.parse(wanted) as ParamsOf<K>)).then(
      (answer) => isWanted && setState({ answer, error: undefined, isLoading: false }),
      (error) => {
        if (!(error instanceof CallError)) throw error;
        if (isWanted) setState((before) => ({ ...before, error, isLoading: false }));
      },
    );
    return () => {
      isWanted = false;
    };
  }, [key, wanted, round]);
  return { ...state, reload: useCallback(() => setRound((before) => before + 1), []) };
}
