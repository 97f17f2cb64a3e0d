import { useEffect, useRef, useState } from 'preact/hooks';
import { safeLink } from './format.ts';
import type { Texts } from './texts.ts';

const COUNTDOWN_SECONDS = 5;

/** The way back to the partner's page: a button, and by itself after a countdown the payer can stop. */
export function WayBack({ returnUrl, texts }: { returnUrl: string | undefined; texts: Texts }) {
  const link = safeLink(returnUrl);
  const back = useRef<HTMLAnchorElement>(null);
  const [secondsLeft, setSecondsLeft] = useState<number | undefined>(COUNTDOWN_SECONDS);

  useEffect(() => {
    if (link === undefined || secondsLeft === undefined) return undefined;
    if (secondsLeft === 0) {
      // a payer who comes back to this page from there stays
      setSecondsLeft(undefined);
      window.location.href = link;
      return undefined;
    }
    const timer = setTimeout(() => setSecondsLeft(secondsLeft - 1), 1000);
    return () => clearTimeout(timer);
  }, [secondsLeft, link]);

  const stay = () => {
    setSecondsLeft(undefined);
    // the button that had the focus is gone
    back.current?.focus();
  };

  if (link === undefined) return null;
  return (
    <div class="panel">
      <a ref={back} class="pay" href={link} rel="noreferrer">
        {texts.goBack}
      </a>
      {secondsLeft === undefined ? null : (
        <p class="countdown">
          {texts.goingBack(secondsLeft)}
          <button type="button" class="quiet" onClick={stay}>
            {texts.stay}
          </button>
        </p>
      )}
    </div>
  );
}
