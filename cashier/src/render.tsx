import { render } from 'preact-render-to-string';
import { Page, type PageProps } from './page.tsx';
import { TEXTS } from './texts.ts';
import type { PageInput } from './view.ts';

/** The page as HTML, complete before any script runs. In its JSON every "<" is escaped: none can end the element. */
export function renderPage({ view, device, language, nonce, assets, bridgeScript }: PageInput): string {
  const texts = TEXTS[language];
  const props: PageProps = { view, device, language };
  const title = `${texts.state[view === 'notFound' ? 'notFound' : view.state]} - ${texts.title}`;
  const html = render(
    <html lang={texts.tag}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="stylesheet" href={`/cashier/assets/${assets.style}`} />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <div id="page">
          <Page {...props} />
        </div>
        <script
          id="state"
          type="application/json"
          nonce={nonce}
          dangerouslySetInnerHTML={{ __html: JSON.stringify(props).replace(/</g, '\\u003c') }}
        />
        {bridgeScript === undefined ? null : <script nonce={nonce} src={bridgeScript} />}
        <script nonce={nonce} src={`/cashier/assets/${assets.script}`} />
      </body>
    </html>,
  );
  return `<!DOCTYPE html>${html}`;
}
