import { useEffect, useState } from 'preact/hooks';
import { formatTimeLeft } from './format.ts';
import type { Texts } from './texts.ts';
import type { CashierView } from './view.ts';

/** The countdown, by the server's clock: the device's own may be wrong. What follows at zero the server says. */
export function TimeLeft({ view, skewMs, texts }: { view: CashierView; skewMs: number; texts: Texts }) {
  const [now, setNow] = useState(view.serverTime);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() + skewMs), 500);
    return () => clearInterval(timer);
  }, [skewMs]);
  return (
    <p class="time">
      {texts.timeLeft} <b role="timer">{formatTimeLeft(view.expiresAt - now)}</b>
    </p>
  );
}
