import type { InvoiceInput, InvoiceView } from '@zhixiao/contract/cashier/invoice-view';
import type { InvoiceState } from '@zhixiao/contract/codes/cashier';
import { reasonIn } from '@zhixiao/contract/words/reasons';
import { ConsentField } from './consent-field.tsx';
import { FormField } from './form-field.tsx';
import { formatAmount, formatTime } from './format.ts';
import { Frame } from './frame.tsx';
import { StateIcon } from './icons.tsx';
import { INVOICE_TEXTS, type InvoiceTexts } from './invoice-texts.ts';
import { QrCode } from './qr-code.tsx';
import { type Language, TEXTS } from './texts.ts';
import { WaysOut } from './ways-out.tsx';

type FormView = Extract<InvoiceView, { state: 'form' }>;
type InvoiceStateView = Extract<InvoiceView, { state: InvoiceState }>;

/** Asking for an invoice, seeing how it stands, and checking one: plain links and one form, for any webview. */
export function InvoicePage({ view, isSent, language, otherLanguageHref, sandbox, brand }: InvoiceInput) {
  const texts = INVOICE_TEXTS[language];
  // what agrees with the records of a sandbox is no paper yet
  const isSpecimen = sandbox && view.state === 'valid';
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
        <section class="outcome">
          {isSpecimen ? <StateIcon state="cancelled" /> : null}
          {!isSpecimen && view.state in ICONS ? (
            <StateIcon state={ICONS[view.state as keyof typeof ICONS]} />
          ) : null}
          <h2>{isSpecimen ? texts.specimen : texts.heading[view.state]}</h2>
          <p>{isSpecimen ? texts.explainSpecimen : explained(view, texts, isSent)}</p>
        </section>
        {view.state === 'form' ? <Form view={view} texts={texts} language={language} /> : null}
        {ASKS_SCHOOL.indexOf(view.state) < 0 ? null : (
          <WaysOut returnUrl={undefined} contact={brand?.contact} texts={TEXTS[language]} />
        )}
        {'buyer' in view ? <StateSection view={view} texts={texts} language={language} /> : null}
        {'wallet' in view ? <Proving view={view} texts={texts} /> : null}
      </div>
    </Frame>
  );
}

const ICONS = {
  underWay: 'confirming',
  issued: 'paid',
  valid: 'paid',
  failed: 'failed',
  reversing: 'confirming',
  reversed: 'cancelled',
  signInFailed: 'failed',
  otherPayer: 'failed',
  notPaid: 'failed',
  notFound: 'notFound',
} as const;

/** Where a payer may not know how to go on. */
const ASKS_SCHOOL: readonly InvoiceView['state'][] = ['failed', 'otherPayer', 'payerOnly'];

function explained(view: InvoiceView, texts: InvoiceTexts, isSent: boolean): string {
  const text = (isSent ? texts.explainSent[view.state] : undefined) ?? texts.explain[view.state];
  return 'wallet' in view ? text.replaceAll('{wallet}', texts.wallet[view.wallet]) : text;
}

/** How a payer who is not known here goes on. */
function Proving({ view, texts }: { view: Extract<InvoiceView, { wallet: unknown }>; texts: InvoiceTexts }) {
  const { wallet } = view;
  return (
    <div class="panel">
      {view.state === 'payerOnly' ? <QrCode content={view.address} label={texts.code} /> : null}
      {view.state === 'payerOnly' && view.emulate !== undefined ? (
        <a class={`pay ${wallet}`} href={view.emulate}>
          {texts.emulate(texts.wallet[wallet])}
        </a>
      ) : null}
      {view.state === 'payerOnly' ? null : (
        <a class={`pay ${wallet}`} href={view.again}>
          {texts.retry}
        </a>
      )}
    </div>
  );
}

function Form({ view, texts, language }: { view: FormView; texts: InvoiceTexts; language: Language }) {
  const { values, refusal, doubt } = view;
  const field = (name: keyof InvoiceTexts['field'], isOptional: boolean) => ({
    name,
    label: texts.field[name] + (isOptional ? texts.optional : ''),
    value: values[name] ?? '',
    isOptional,
  });
  return (
    <>
      {refusal === undefined && doubt === undefined ? null : (
        <p class="refusal" role="alert">
          {refusal ? texts.refused(refusal) : texts.doubt(doubt ?? '')}
        </p>
      )}
      <dl class="person">
        <dt>{texts.item}</dt>
        <dd>{view.item}</dd>
        <dt>{texts.amount}</dt>
        <dd>¥{formatAmount(view.amount)}</dd>
      </dl>
      <form class="panel" method="post" action={view.action}>
        {doubt === undefined ? null : <input type="hidden" name="sure" value={values.payer_taxnum ?? ''} />}
        {/* a page without scripts shows the tax number by what is chosen before it */}
        <fieldset class="choice">
          <legend>{texts.type}</legend>
          {(['1', '2'] as const).map((type) => [
            <input
              key={type}
              id={`payer_type_${type}`}
              type="radio"
              name="payer_type"
              value={type}
              required
              checked={(values.payer_type ?? '1') === type}
            />,
            <label key={`${type}-label`} for={`payer_type_${type}`}>
              {type === '1' ? texts.individual : texts.company}
            </label>,
          ])}
          <div class="of-company">
            <FormField
              {...field('payer_taxnum', true)}
              label={texts.field.payer_taxnum}
              hint={texts.hint.payer_taxnum}
            />
          </div>
        </fieldset>
        <FormField {...field('payer_name', false)} maxLength={100} autofill="name" />
        <FormField {...field('phone', false)} keys="tel" autofill="tel" hint={texts.hint.phone} />
        <FormField
          {...field('payer_email', true)}
          keys="email"
          autofill="email"
          maxLength={100}
          hint={texts.hint.payer_email}
        />
        <FormField {...field('piaoju_memo', true)} maxLength={200} />
        <ConsentField
          asked={view.consent}
          language={language}
          words={{ consent: texts.consent(view.school), consentText: texts.consentText }}
          isChecked={values.consent === '1' && values.consent_version === view.consent.version}
        />
        <button type="submit" class="pay">
          {texts.submit}
        </button>
      </form>
    </>
  );
}

function StateSection({
  view,
  texts,
  language,
}: {
  view: InvoiceStateView;
  texts: InvoiceTexts;
  language: Language;
}) {
  const rows: (readonly [string, string])[] = [
    [texts.buyer, view.buyer],
    [texts.item, view.item],
    [texts.amount, `¥${formatAmount(view.amount)}`],
    ...(view.refundedAmount > 0 ? [[texts.refunded, `¥${formatAmount(view.refundedAmount)}`] as const] : []),
    [texts.paidAt, formatTime(view.paidAt)],
    ...(view.number === undefined ? [] : [[texts.number, view.number] as const]),
    ...(view.issuedAt === undefined ? [] : [[texts.issuedAt, formatTime(view.issuedAt)] as const]),
  ];
  return (
    <>
      {view.failure === undefined ? null : <p class="refusal">{reasonIn(language, view.failure)}</p>}
      <dl class="person">
        {rows.map(([name, value]) => [<dt key={`${name}-name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
      </dl>
      {view.file === undefined ? null : (
        <div class="panel">
          <a class="pay" href={view.file}>
            {texts.download}
          </a>
        </div>
      )}
      {view.claim === undefined ? null : (
        <div class="panel">
          <a class="secondary" href={view.claim}>
            {texts.claim}
          </a>
        </div>
      )}
      {view.again === undefined ? null : (
        <div class="panel">
          <a class="secondary" href={view.again}>
            {texts.again}
          </a>
        </div>
      )}
    </>
  );
}
