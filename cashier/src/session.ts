import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Answer, cashierApi } from './api.ts';
import type { Texts } from './texts.ts';
import type { CashierChannel, CashierDevice, CashierPayment, CashierView } from './view.ts';
import { watchWaking } from './wake.ts';
import { payInWechat } from './wechat-bridge.ts';

/** What one open page knows and can do. */
export interface Session {
  readonly view: CashierView;
  readonly payment: CashierPayment | undefined;
  readonly chosen: CashierChannel | undefined;
  /** A payment may have gone through: nothing here may ask the payer to pay again. */
  readonly confirming: boolean;
  readonly busy: boolean;
  readonly offline: boolean;
  readonly notice: string | undefined;
  /** The server's clock less the device's, in milliseconds. */
  readonly skewMs: number;
  start(channel: CashierChannel): void;
  check(): void;
}

/** After the wallet says "ok" the channel is asked this often before the payer may try again. */
const CONFIRM_POLLS = 15;

/** Keeps the page true to the server: asks again while the order is open, at once when the payer comes back. */
export function useSession(initial: CashierView, device: CashierDevice, texts: Texts): Session {
  const api = useMemo(() => cashierApi(initial.orderId, device), [initial.orderId, device]);
  const [view, setView] = useState(initial);
  const [payment, setPayment] = useState<CashierPayment | undefined>(undefined);
  const [chosen, setChosen] = useState<CashierChannel | undefined>(undefined);
  const [confirmsLeft, setConfirmsLeft] = useState(0);
  const [busy, setBusy] = useState(false);
  const [offline, setOffline] = useState(false);
  const [notice, setNotice] = useState<string | undefined>(undefined);
  const [skewMs, setSkewMs] = useState(0);
  const isOpen = view.state === 'waiting' || view.state === 'confirming';
  const confirming = view.state === 'confirming' || (view.state === 'waiting' && confirmsLeft > 0);

  const take = (answer: Answer): CashierView | undefined => {
    setOffline(answer.kind === 'offline');
    if (answer.kind === 'refused') setNotice(answer.error.error.message);
    if (answer.kind !== 'view') return undefined;
    setView(answer.view);
    setSkewMs(answer.view.serverTime - Date.now());
    return answer.view;
  };

  const ask = async (askChannel: boolean): Promise<void> => {
    const seen = take(await (askChannel ? api.check() : api.view()));
    if (seen?.state !== 'waiting' || confirmsLeft === 0) return;
    setConfirmsLeft(confirmsLeft - 1);
    if (confirmsLeft === 1) setNotice(texts.notYetPaid);
  };

  const start = async (channel: CashierChannel): Promise<void> => {
    setBusy(true);
    setChosen(channel);
    setNotice(undefined);
    const answer = await api.start(channel);
    const started = take(answer)?.payment;
    setPayment(started);
    if (started?.kind === 'redirect') window.location.href = started.url;
    if (started?.kind === 'wechat_bridge') {
      const end = await payInWechat(started.parameters);
      if (end === 'ok') setConfirmsLeft(CONFIRM_POLLS);
      else setNotice(end === 'cancel' ? texts.cancelledByPayer : texts.bridgeFailed);
    }
    const retryAfterMs = answer.kind === 'refused' ? answer.error.retryAfterMs : undefined;
    if (retryAfterMs !== undefined) setTimeout(() => void start(channel), retryAfterMs);
    else setBusy(false);
  };

  useEffect(() => {
    setSkewMs(initial.serverTime - Date.now());
    const [preferred] = initial.channels;
    // a desktop has nothing to tap: its code is there when the page opens
    if (device === 'desktop' && initial.state === 'waiting' && preferred) void start(preferred);
  }, []);
  useEffect(() => {
    if (payment?.kind !== 'qr' || !isOpen) return undefined;
    const { channel, expiresAt } = payment;
    const timer = setTimeout(() => void start(channel), Math.max(0, expiresAt - skewMs - Date.now()));
    return () => clearTimeout(timer);
  }, [payment, isOpen]);
  useAsking(isOpen, confirming, (wokenUp) => ask(confirming || (wokenUp && payment !== undefined)));

  return {
    view,
    payment,
    chosen,
    confirming,
    busy,
    offline,
    notice,
    skewMs,
    start: (channel) => {
      if (!busy && !confirming) void start(channel);
    },
    check: () => {
      setNotice(undefined);
      setConfirmsLeft(CONFIRM_POLLS);
      void ask(true);
    },
  };
}

const QUICK_MS = 2_000;
const SLOW_MS = 10_000;
/** After this many quick questions they become rarer. */
const QUICK_ASKS = 60;

/** Asks while the order is open and the page is seen, one question at a time; at once when the page wakes. */
function useAsking(isOpen: boolean, confirming: boolean, ask: (wokenUp: boolean) => Promise<void>): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!isOpen) return undefined;
    let asked = 0;
    let asking = false;
    let stopped = false;
    let timer: number | undefined;
    const again = () => {
      timer = window.setTimeout(() => void askNow(false), asked < QUICK_ASKS ? QUICK_MS : SLOW_MS);
    };
    const askNow = async (wokenUp: boolean) => {
      if (asking) return;
      window.clearTimeout(timer);
      if (document.visibilityState !== 'hidden') {
        asking = true;
        asked += 1;
        await latest.current(wokenUp);
        asking = false;
      }
      if (!stopped) again();
    };
    again();
    const stopWatching = watchWaking(() => {
      asked = 0;
      void askNow(true);
    });
    return () => {
      stopped = true;
      window.clearTimeout(timer);
      stopWatching();
    };
  }, [isOpen, confirming]);
}
