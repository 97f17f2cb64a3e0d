/** What a question came to: how long at least to wait before the next, or that none is needed. */
export type NextQuestion = { readonly notBeforeMs: number } | 'never';

export interface Poll {
  /** Asks at once, or as soon as the server allows it; the questions are quick again from here. */
  wake(): void;
  stop(): void;
}

const QUICK_MS = 2_000;
const SLOW_MS = 10_000;
const QUICK_QUESTIONS = 20;
const GROWTH = 1.15;

/** How long to wait after so many questions: 2 s at first, then longer and longer, up to 10 s. */
export function gapMs(asked: number): number {
  return Math.min(SLOW_MS, QUICK_MS * GROWTH ** Math.max(0, asked - QUICK_QUESTIONS));
}

/**
 * Asks again and again, one question at a time, while the page is seen. A hidden page asks nothing until
 * it is woken.
 */
export function startPolling(ask: () => Promise<NextQuestion>): Poll {
  let asked = 0;
  let notBefore = 0;
  let timer: number | undefined;
  let isAsking = false;
  let isAskedMeanwhile = false;
  let isStopped = false;

  const plan = (delayMs: number) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void askNow(), delayMs);
  };
  const stop = () => {
    isStopped = true;
    window.clearTimeout(timer);
  };
  const askNow = async () => {
    if (isStopped || isAsking || document.visibilityState === 'hidden') return;
    isAsking = true;
    isAskedMeanwhile = false;
    asked += 1;
    const next = await ask();
    isAsking = false;
    if (next === 'never') return stop();
    if (isStopped) return;
    notBefore = Date.now() + next.notBeforeMs;
    plan(Math.max(next.notBeforeMs, isAskedMeanwhile ? 0 : gapMs(asked)));
  };

  plan(gapMs(asked));
  return {
    stop,
    wake: () => {
      if (isStopped) return;
      asked = 0;
      // an answer on its way may have been true before the payer came back
      if (isAsking) isAskedMeanwhile = true;
      else plan(Math.max(0, notBefore - Date.now()));
    },
  };
}
