import type { RouteKey, Routes } from '@zhixiao/contract/console/routes';
import { useCallback, useEffect, useRef, useState } from 'react';
import { CallError, call, look, type ParamsOf } from './call.ts';

/** An answer as it comes; what was there stays while the same is asked for again. */
export interface Asked<A> {
  /** Of these parameters, never of those that were before. */
  readonly answer: A | undefined;
  /** The last answer, perhaps to other parameters: to be shown only as being replaced. */
  readonly before: A | undefined;
  readonly error: CallError | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
  /** As `reload`, but for polling, without an action of the operator. */
  readonly lookAgain: () => void;
}

interface State<A> {
  /** What `answer` and `error` are of. */
  readonly wanted: string;
  readonly answer: A | undefined;
  readonly error: CallError | undefined;
  readonly isLoading: boolean;
}

/**
 * Calls a route that looks something up when the page shows, and again when its parameters change. It is a POST where these must
 * not stand in an address.
 */
export function useAnswer<K extends RouteKey>(key: K, ...params: ParamsOf<K>): Asked<Routes[K]['answer']> {
  const wanted = JSON.stringify([key, ...params]);
  const [state, setState] = useState<State<Routes[K]['answer']>>({
    wanted,
    answer: undefined,
    error: undefined,
    isLoading: true,
  });
  const [round, setRound] = useState({ isAskedFor: true });
  const lastRound = useRef(round);
  useEffect(() => {
    let isWanted = true;
    // other parameters are asked for by the operator, whatever was looked at before
    const isLook = !round.isAskedFor && lastRound.current !== round;
    lastRound.current = round;
    // what is looked at again stands still until something else is there
    if (!isLook) setState((before) => (before.wanted === wanted ? { ...before, isLoading: true } : before));
    const ask = isLook ? look : call;
    const [, ...asked] = JSON.parse(wanted);
    ask(key, ...(asked as ParamsOf<K>)).then(
      (answer) => isWanted && setState({ wanted, answer, error: undefined, isLoading: false }),
      (error) => {
        if (!(error instanceof CallError)) throw error;
        if (!isWanted) return;
        const isKept = error.code !== 'not_signed_in';
        setState((before) => ({
          wanted,
          answer: isKept && before.wanted === wanted ? before.answer : undefined,
          error,
          isLoading: false,
        }));
      },
    );
    return () => {
      isWanted = false;
    };
  }, [key, wanted, round]);
  const isCurrent = state.wanted === wanted;
  return {
    answer: isCurrent ? state.answer : undefined,
    before: state.answer,
    error: isCurrent ? state.error : undefined,
    isLoading: !isCurrent || state.isLoading,
    reload: useCallback(() => setRound({ isAskedFor: true }), []),
    lookAgain: useCallback(() => setRound({ isAskedFor: false }), []),
  };
}
