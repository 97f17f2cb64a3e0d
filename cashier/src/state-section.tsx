import type { CashierState } from '@zhixiao/contract/codes/cashier';
import { useEffect, useRef } from 'preact/hooks';
import { StateIcon } from './icons.tsx';
import type { Texts } from './texts.ts';

/** The state in words; when it changes it is announced, and takes the focus from what has gone. */
export function StateSection({ state, texts }: { state: CashierState | 'notFound'; texts: Texts }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const last = useRef(state);
  useEffect(() => {
    if (last.current === state) return;
    last.current = state;
    // a payer who is elsewhere on the page is not pulled away
    if (document.activeElement === null || document.activeElement === document.body) heading.current?.focus();
  }, [state]);
  return (
    <section class={`outcome ${state}`} aria-live="polite">
      {state === 'waiting' ? null : <StateIcon state={state} />}
      <h2 ref={heading} tabIndex={-1}>
        {texts.state[state]}
      </h2>
      {state === 'waiting' ? null : <p>{texts.explain[state]}</p>}
    </section>
  );
}
