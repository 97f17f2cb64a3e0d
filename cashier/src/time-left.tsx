import type { CashierView } from '@zhixiao/contract/cashier/view';
import { useEffect, useState } from 'preact/hooks';
import { formatTimeLeft } from './format.ts';
import type { Texts } from './texts.ts';

const TICK_MS = 500;

/** The countdown, by the server's clock: the device's own may be wrong. What follows at zero the server says. */
export function TimeLeft(props: { view: CashierView; skewMs: number; texts: Texts; onOver: () => void }) {
  const { view, skewMs, texts, onOver } = props;
  const [now, setNow] = useState(view.serverTime);
  const isOver = now >= view.expiresAt;
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() + skewMs), TICK_MS);
    return () => clearInterval(timer);
  }, [skewMs]);
  useEffect(() => {
    if (isOver) onOver();
  }, [isOver]);
  return (
    <p class="time">
      {texts.timeLeft} <b role="timer">{formatTimeLeft(view.expiresAt - now)}</b>
    </p>
  );
}
