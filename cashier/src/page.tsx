import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatFee, formatTime } from './format.ts';
import { PayPanel } from './pay-panel.tsx';
import { useSession } from './session.ts';
import { type Language, TEXTS, type Texts } from './texts.ts';
import { TimeLeft } from './time-left.tsx';
import type { CashierDevice, CashierState, CashierView } from './view.ts';
import { WayBack } from './way-back.tsx';

const LANGUAGE_COOKIE_SECONDS = 365 * 24 * 60 * 60;

export interface PageProps {
  readonly view: CashierView | 'notFound';
  readonly device: CashierDevice;
  readonly language: Language;
}

/** The whole page; the same markup on the server and in the browser. */
export function Page({ view, device, language: initialLanguage }: PageProps) {
  const [language, setLanguage] = useState(initialLanguage);
  const texts = TEXTS[language];
  const switchLanguage = () => {
    const next = language === 'zh' ? 'en' : 'zh';
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in the webviews payers have
    document.cookie = `lang=${next}; path=/; max-age=${LANGUAGE_COOKIE_SECONDS}; samesite=lax`;
    document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
    setLanguage(next);
  };
  const frame = { texts, sandbox: view !== 'notFound' && view.sandbox, switchLanguage };
  if (view === 'notFound') {
    return (
      <Frame {...frame}>
        <Standing state="notFound" texts={texts} />
      </Frame>
    );
  }
  return (
    <Frame {...frame}>
      <OrderCard initial={view} device={device} texts={texts} />
    </Frame>
  );
}

function Frame(props: {
  texts: Texts;
  sandbox: boolean;
  switchLanguage: () => void;
  children: ComponentChildren;
}) {
  const { texts } = props;
  return (
    <>
      <header>
        {props.sandbox ? <p class="sandbox">{texts.sandbox}</p> : null}
        <div class="bar">
          <h1>{texts.title}</h1>
          <button type="button" class="quiet" onClick={props.switchLanguage}>
            {texts.otherLanguage}
          </button>
        </div>
      </header>
      <main>{props.children}</main>
    </>
  );
}

function OrderCard({
  initial,
  device,
  texts,
}: {
  initial: CashierView;
  device: CashierDevice;
  texts: Texts;
}) {
  const session = useSession(initial, device, texts);
  const { view } = session;
  const state: CashierState = session.confirming ? 'confirming' : view.state;
  useEffect(() => {
    document.title = `${texts.state[state]} - ${texts.title}`;
  }, [state, texts]);
  return (
    <>
      <section class="amount">
        <p class="payee">{view.payee}</p>
        <p class="fee">
          <span class="yuan">¥</span>
          {formatFee(view.totalFee)}
        </p>
        <p class="item">{view.body}</p>
      </section>
      <Standing state={state} texts={texts} />
      {state === 'waiting' ? (
        <>
          <TimeLeft view={view} skewMs={session.skewMs} texts={texts} />
          <PayPanel session={session} device={device} texts={texts} />
        </>
      ) : null}
      {state === 'confirming' ? (
        <button type="button" class="secondary" onClick={session.check}>
          {texts.alreadyPaid}
        </button>
      ) : null}
      <p class="notice" role="status">
        {session.offline ? texts.offline : session.notice}
      </p>
      {state === 'paid' ? <WayBack returnUrl={view.returnUrl} texts={texts} /> : null}
      <noscript>
        <p class="notice">{texts.noScript}</p>
      </noscript>
      <Facts view={view} texts={texts} />
    </>
  );
}

/** The state in words, announced and focused when it changes. */
function Standing({ state, texts }: { state: CashierState | 'notFound'; texts: Texts }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [state]);
  return (
    <section class={`state ${state}`} aria-live="polite">
      <h2 ref={heading} tabIndex={-1}>
        {texts.state[state]}
      </h2>
      {state === 'waiting' ? null : <p>{texts.explain[state]}</p>}
    </section>
  );
}

function Facts({ view, texts }: { view: CashierView; texts: Texts }) {
  const payer = [view.userName, view.userNo].filter((part) => part !== undefined).join(' ');
  const facts: [string, string][] = [
    [texts.payee, `${view.payee} · ${view.app}`],
    [texts.item, view.body],
    ...(payer === '' ? [] : [[texts.payer, payer] as [string, string]]),
    [texts.orderNumber, view.outTradeNo],
    ...(view.paid ? [[texts.paidAt, formatTime(view.paid.paidAt)] as [string, string]] : []),
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {view.paid && view.paid.refundedFee > 0 ? (
        <div>
          <dt>{texts.channel[view.paid.channel]}</dt>
          <dd>{texts.refunded(formatFee(view.paid.refundedFee))}</dd>
        </div>
      ) : null}
    </dl>
  );
}
