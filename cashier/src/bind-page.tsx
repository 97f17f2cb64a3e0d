import type { BindInput, BindView } from '@zhixiao/contract/cashier/bind-view';
import type { ComponentChildren } from 'preact';
import { BIND_TEXTS, type BindTexts } from './bind-texts.ts';
import { ConsentField, ConsentLink } from './consent-field.tsx';
import { FormField } from './form-field.tsx';
import { Frame } from './frame.tsx';
import { StateIcon } from './icons.tsx';
import { QrCode } from './qr-code.tsx';
import type { Language } from './texts.ts';

type Of<State extends BindView['state']> = Extract<BindView, { state: State }>;

/** The page on which a payer says who he is: plain links and one form, for any webview. */
export function BindPage({ view, language, otherLanguageHref, sandbox, brand }: BindInput) {
  const texts = BIND_TEXTS[language];
  return (
    <Frame
      texts={texts}
      language={language}
      isSandbox={sandbox}
      brand={brand}
      otherLanguageHref={otherLanguageHref}
    >
      <div class="action bind">
        {'school' in view ? <p class="payee">{view.school}</p> : null}
        {contentOf(view, texts, language)}
      </div>
    </Frame>
  );
}

function contentOf(view: BindView, texts: BindTexts, language: Language) {
  switch (view.state) {
    case 'form':
      return <Form view={view} texts={texts} language={language} />;
    case 'bound':
      return <Bound view={view} texts={texts} language={language} />;
    case 'elsewhere':
      return <Elsewhere view={view} texts={texts} />;
    case 'signInFailed':
      return (
        <Message view={view} texts={texts} icon="failed">
          <a class="pay" href={view.again}>
            {texts.again}
          </a>
        </Message>
      );
    case 'notOffered':
      return <Message view={view} texts={texts} icon="failed" />;
    case 'notFound':
      return <Message view={view} texts={texts} icon="notFound" />;
  }
}

interface Filled<State extends BindView['state']> {
  readonly view: Of<State>;
  readonly texts: BindTexts;
  readonly language: Language;
}

function Form({ view, texts, language }: Filled<'form'>) {
  return (
    <Message view={view} texts={texts}>
      {view.isUnbound ? (
        <p class="done" role="status">
          {texts.unbound}
        </p>
      ) : null}
      {view.refusal ? (
        <p class="refusal" role="alert">
          {texts.refused(view.refusal)}
        </p>
      ) : null}
      <form class="panel" method="post" action={view.action}>
        <input type="hidden" name="ticket" value={view.ticket} />
        <FormField name="user_no" label={texts.userNo} value={view.userNo} />
        <FormField name="user_name" label={texts.userName} value={view.userName} autofill="name" />
        <FormField name="proof" label={texts.proof} value="" hint={texts.proofHint} />
        <ConsentField
          asked={view.consent}
          language={language}
          words={{ consent: texts.consent(view.school), consentText: texts.consentText }}
        />
        <button type="submit" class="pay">
          {texts.submit}
        </button>
        <p class="advice">{texts.own}</p>
      </form>
    </Message>
  );
}

function Bound({ view, texts, language }: Filled<'bound'>) {
  return (
    <Message view={view} texts={texts} icon="paid">
      <dl class="person">
        <dt>{texts.userNo}</dt>
        <dd>{view.userNo}</dd>
        <dt>{texts.userName}</dt>
        <dd>{view.userName}</dd>
      </dl>
      {view.agree === undefined ? (
        <ConsentLink asked={view.consent} text={texts.consentText} />
      ) : (
        <form class="panel" method="post" action={view.agree}>
          <p class="lead">{texts.agreeAnew}</p>
          <input type="hidden" name="ticket" value={view.ticket} />
          <ConsentField
            asked={view.consent}
            language={language}
            words={{ consent: texts.consent(view.school), consentText: texts.consentText }}
          />
          <button type="submit" class="pay">
            {texts.agree}
          </button>
        </form>
      )}
      <details class="unbind">
        <summary>{texts.unbind}</summary>
        <form class="panel" method="post" action={view.unbind}>
          <p class="lead">{texts.unbindHint}</p>
          <input type="hidden" name="ticket" value={view.ticket} />
          <button type="submit" class="secondary">
            {texts.unbindNow}
          </button>
        </form>
      </details>
    </Message>
  );
}

function Elsewhere({ view, texts }: { view: Of<'elsewhere'>; texts: BindTexts }) {
  return (
    <Message view={view} texts={texts}>
      <div class="panel">
        <QrCode content={view.address} label={texts.code} />
        {view.wallets.map(({ wallet, href }) => (
          <a key={wallet} class={`pay ${wallet}`} href={href}>
            {texts.emulate(texts.wallet[wallet])}
          </a>
        ))}
      </div>
    </Message>
  );
}

function Message(props: {
  view: BindView;
  texts: BindTexts;
  icon?: 'paid' | 'failed' | 'notFound';
  children?: ComponentChildren;
}) {
  const { view, texts, icon } = props;
  const wallet = 'wallet' in view ? texts.wallet[view.wallet] : '';
  return (
    <>
      <section class="outcome">
        {icon ? <StateIcon state={icon} /> : null}
        <h2>{texts.heading[view.state]}</h2>
        <p>{texts.explain(view.state, wallet)}</p>
      </section>
      {props.children}
    </>
  );
}
