import type { PageBrand } from '@zhixiao/contract/cashier/plain-page';
import type { CashierView } from '@zhixiao/contract/cashier/view';
import type { CashierDevice, CashierState } from '@zhixiao/contract/codes/cashier';
import { useEffect, useState } from 'preact/hooks';
import { roughly } from './format.ts';
import { Frame } from './frame.tsx';
import { OrderDetails } from './order-details.tsx';
import { OrderSummary } from './order-summary.tsx';
import { PayPanel } from './pay-panel.tsx';
import { type SessionState, stateShown } from './session.ts';
import { StateSection } from './state-section.tsx';
import { type Language, TEXTS, type Texts } from './texts.ts';
import { TimeLeft } from './time-left.tsx';
import { useSession } from './use-session.ts';
import { WayBack } from './way-back.tsx';
import { WaysOut } from './ways-out.tsx';

const LANGUAGE_COOKIE_SECONDS = 365 * 24 * 60 * 60;

export interface PageProps {
  readonly view: CashierView | 'notFound';
  readonly device: CashierDevice;
  readonly language: Language;
  readonly brand?: PageBrand | undefined;
}

/** The whole page; the same markup on the server and in the browser. */
export function Page({ view, device, brand, language: initialLanguage }: PageProps) {
  const [language, setLanguage] = useState(initialLanguage);
  const texts = TEXTS[language];
  const switchLanguage = () => {
    const next = language === 'zh' ? 'en' : 'zh';
    keepLanguage(next);
    setLanguage(next);
  };
  return (
    <Frame
      texts={texts}
      language={language}
      isSandbox={view !== 'notFound' && view.sandbox}
      brand={brand}
      switchLanguage={switchLanguage}
    >
      {view === 'notFound' ? (
        <div class="action">
          <StateSection state="notFound" texts={texts} />
        </div>
      ) : (
        <OrderCard initial={view} device={device} contact={brand?.contact} texts={texts} />
      )}
    </Frame>
  );
}

/** For the next load: in a cookie, and no longer in the address, which would say otherwise. */
function keepLanguage(language: Language): void {
  const isSecure = window.location.protocol === 'https:';
  const cookie = isSecure ? `__Host-lang=${language}; secure` : `lang=${language}`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in the webviews payers have
  document.cookie = `${cookie}; path=/; max-age=${LANGUAGE_COOKIE_SECONDS}; samesite=lax`;
  document.documentElement.lang = TEXTS[language].tag;
  const address = new URL(window.location.href);
  address.searchParams.delete('lang');
  window.history.replaceState(window.history.state, '', address.href);
}

function OrderCard(props: {
  initial: CashierView;
  device: CashierDevice;
  contact: string | undefined;
  texts: Texts;
}) {
  const { device, contact, texts } = props;
  const { session, state } = useSession(props.initial, device);
  const { view } = state;
  const shown = stateShown(state);
  useEffect(() => {
    document.title = `${texts.state[shown]} - ${texts.title}`;
  }, [shown, texts]);
  return (
    <>
      <OrderSummary view={view} texts={texts} />
      <div class="action">
        <p class="banner" role="status">
          {troubleIn(state, texts)}
        </p>
        <StateSection state={shown} texts={texts} />
        {shown === 'waiting' ? (
          <>
            <TimeLeft view={view} skewMs={state.skewMs} texts={texts} onOver={() => session.askNow()} />
            <PayPanel state={state} session={session} device={device} texts={texts} />
            <p class="advice">{texts.advice}</p>
          </>
        ) : null}
        {shown === 'confirming' ? (
          <button
            type="button"
            class="secondary"
            aria-disabled={state.busy !== undefined}
            onClick={() => session.check()}
          >
            {state.busy === 'checking' ? texts.checking : texts.alreadyPaid}
          </button>
        ) : null}
        {shown === 'paid' ? (
          <>
            <WayBack returnUrl={view.returnUrl} texts={texts} />
            <div class="panel">
              <a class="secondary" href={`/pay/invoice/${view.orderId}`}>
                {texts.invoice}
              </a>
            </div>
          </>
        ) : null}
        {isDeadEnd(shown) ? <WaysOut returnUrl={view.returnUrl} contact={contact} texts={texts} /> : null}
        <noscript>
          <p class="notice">
            {texts.noScript} <a href="?">{texts.reload}</a>
          </p>
        </noscript>
      </div>
      <OrderDetails view={view} contact={isDeadEnd(shown) ? undefined : contact} texts={texts} />
    </>
  );
}

/** Below this a turn comes before the sentence is read. */
const TURN_TOLD_FROM_MS = 10_000;

/** Why the page tries again by itself, and for how long a payer in line is likely to wait. */
function troubleIn({ trouble, turnMs = 0 }: SessionState, texts: Texts): string {
  if (trouble === 'busy' && turnMs >= TURN_TOLD_FROM_MS) return texts.turn(roughly(turnMs));
  return trouble ? texts.trouble[trouble] : '';
}

function isDeadEnd(state: CashierState): boolean {
  return state === 'cancelled' || state === 'expired' || state === 'failed';
}
