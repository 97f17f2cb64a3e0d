import type { BindInput } from '@zhixiao/contract/cashier/bind-view';
import type { ConsentInput } from '@zhixiao/contract/cashier/consent-view';
import type { InvoiceInput } from '@zhixiao/contract/cashier/invoice-view';
import type { PageInput } from '@zhixiao/contract/cashier/view';
import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import { BindPage } from './bind-page.tsx';
import { BIND_TEXTS } from './bind-texts.ts';
import { ConsentPage } from './consent-page.tsx';
import { InvoicePage } from './invoice-page.tsx';
import { INVOICE_TEXTS } from './invoice-texts.ts';
import { Page, type PageProps } from './page.tsx';
import { TEXTS } from './texts.ts';

/** The page as HTML, complete before any script runs. In its JSON every "<" is escaped: none can end the element. */
export function renderPage(input: PageInput): string {
  const { view, device, language, nonce, assets, bridgeScript, brand, brandStyle } = input;
  const texts = TEXTS[language];
  const props: PageProps = { view, device, language, brand };
  const title = `${texts.state[view === 'notFound' ? 'notFound' : view.state]} - ${texts.title}`;
  return documentOf({ tag: texts.tag, title, style: assets.style, brandStyle }, [
    <div id="page" key="page">
      <Page {...props} />
    </div>,
    <script
      id="state"
      key="state"
      type="application/json"
      nonce={nonce}
      dangerouslySetInnerHTML={{ __html: JSON.stringify(props).replace(/</g, '\\u003c') }}
    />,
    bridgeScript === undefined ? null : <script key="bridge" nonce={nonce} src={bridgeScript} />,
    <script key="script" nonce={nonce} src={`/cashier/assets/${assets.script}`} />,
  ]);
}

/** The page on which a payer says who he is, as HTML. */
export function renderBindPage(input: BindInput): string {
  const texts = BIND_TEXTS[input.language];
  const title = `${texts.heading[input.view.state]} - ${texts.title}`;
  return documentOf({ tag: texts.tag, title, ...styled(input) }, <BindPage {...input} />);
}

/** What somebody is asked to agree to, as HTML. */
export function renderConsentPage(input: ConsentInput): string {
  const { tag } = BIND_TEXTS[input.language];
  return documentOf({ tag, title: input.title, ...styled(input) }, <ConsentPage {...input} />);
}

/** A page about an invoice, as HTML. */
export function renderInvoicePage(input: InvoiceInput): string {
  const texts = INVOICE_TEXTS[input.language];
  const title = `${texts.heading[input.view.state]} - ${texts.title}`;
  return documentOf({ tag: texts.tag, title, ...styled(input) }, <InvoicePage {...input} />);
}

/** Its styles: the cashier's, and its school's. */
function styled({ style, brandStyle }: Pick<BindInput, 'style' | 'brandStyle'>) {
  return { style, brandStyle };
}

function documentOf(
  head: {
    readonly tag: string;
    readonly title: string;
    readonly style: string;
    readonly brandStyle: string | undefined;
  },
  body: ComponentChildren,
): string {
  const html = render(
    <html lang={head.tag}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>{head.title}</title>
        <link rel="stylesheet" href={`/cashier/assets/${head.style}`} />
        {head.brandStyle === undefined ? null : (
          <style dangerouslySetInnerHTML={{ __html: head.brandStyle }} />
        )}
        <link rel="icon" href="data:," />
      </head>
      <body>{body}</body>
    </html>,
  );
  return `<!DOCTYPE html>${html}`;
}
