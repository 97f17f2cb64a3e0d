import type { Listed } from '@zhixiao/contract/console/list';
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

/**
 * Why it is asked: the operator wants it; the page looks again by itself; or that look found other rows than there were, and
 * they are counted anew.
 */
interface Round {
  readonly by: 'operator' | 'look' | 'change';
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
  const [round, setRound] = useState<Round>({ by: 'operator' });
  const lastRound = useRef(round);
  const seen = useRef<string>(undefined);
  useEffect(() => {
    let isWanted = true;
    // other parameters are asked for by the operator, whatever was looked at before
    const isLook = round.by !== 'operator' && lastRound.current !== round;
    lastRound.current = round;
    // what is looked at again stands still until something else is there
    if (!isLook) setState((before) => (before.wanted === wanted ? { ...before, isLoading: true } : before));
    const ask = isLook ? look : call;
    const [, params] = JSON.parse(wanted);
    // a look of every few seconds counts nothing: what was counted stands until the rows are others
    const isUncounted = isLook && round.by === 'look' && params?.totals === true;
    const asked = [isUncounted ? { ...params, totals: undefined } : params] as unknown as ParamsOf<K>;
    ask(key, ...asked).then(
      (answer) => {
        if (!isWanted) return;
        const rows = JSON.stringify((answer as Counted).rows);
        if (isUncounted && rows !== seen.current) setRound({ by: 'change' });
        seen.current = rows;
        setState(({ answer: before }) => ({
          wanted,
          answer: isUncounted ? countedAs(before, answer) : answer,
          error: undefined,
          isLoading: false,
        }));
      },
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
    reload: useCallback(() => setRound({ by: 'operator' }), []),
    lookAgain: useCallback(() => setRound({ by: 'look' }), []),
  };
}

type Counted = Partial<Listed<unknown>>;

/** The rows of one answer with what another counted. */
function countedAs<A>(before: A | undefined, answer: A): A {
  const { totals } = (before ?? {}) as Counted;
  return totals ? { ...answer, totals } : answer;
}
