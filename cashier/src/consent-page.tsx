import type { ConsentInput } from '@zhixiao/contract/cashier/consent-view';
import { BIND_TEXTS } from './bind-texts.ts';
import { Frame } from './frame.tsx';

/** What somebody is asked to agree to: words alone, for any webview. */
export function ConsentPage({
  title,
  paragraphs,
  version,
  language,
  otherLanguageHref,
  sandbox,
  brand,
}: ConsentInput) {
  const { versionOf, ...texts } = BIND_TEXTS[language];
  return (
    <Frame
      texts={{ ...texts, title: texts.consentTitle }}
      language={language}
      isSandbox={sandbox}
      brand={brand}
      otherLanguageHref={otherLanguageHref}
    >
      <div class="action bind">
        <article class="consent-text">
          <h2>{title}</h2>
          {paragraphs.map((paragraph) => (
            <Paragraph key={paragraph} text={paragraph} />
          ))}
          <p class="advice">{versionOf(version)}</p>
        </article>
      </div>
    </Frame>
  );
}

/** What it is about stands before its first colon, and is what eyes look for. */
function Paragraph({ text }: { text: string }) {
  const end = text.search(/[：:]/) + 1;
  return (
    <p>
      <strong>{text.slice(0, end)}</strong>
      {text.slice(end)}
    </p>
  );
}
