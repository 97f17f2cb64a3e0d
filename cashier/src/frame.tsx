import type { PageBrand } from '@zhixiao/contract/cashier/plain-page';
import type { ComponentChildren } from 'preact';
import { Mark } from './icons.tsx';
import { type Language, TEXTS, type Texts } from './texts.ts';

/** What stands around every state: the sandbox ribbon, the title with the language switch, whose page it is. */
export function Frame(props: {
  texts: Pick<Texts, 'title' | 'sandbox' | 'otherLanguage' | 'service'>;
  language: Language;
  isSandbox: boolean;
  brand: PageBrand | undefined;
  /** Changes the language in the page; a page without scripts has only the link. */
  switchLanguage?: () => void;
  otherLanguageHref?: string;
  children: ComponentChildren;
}) {
  const { texts } = props;
  const other: Language = props.language === 'zh' ? 'en' : 'zh';
  const link = (
    <a href={props.otherLanguageHref ?? `?lang=${other}`} lang={TEXTS[other].tag}>
      {texts.otherLanguage}
    </a>
  );
  return (
    <>
      <header>
        {props.isSandbox ? <p class="sandbox">{texts.sandbox}</p> : null}
        <div class="bar">
          <h1>
            {props.brand?.logo === undefined ? <Mark /> : <img class="logo" src={props.brand.logo} alt="" />}
            {texts.title}
          </h1>
          {props.switchLanguage ? (
            <>
              <button type="button" class="quiet" lang={TEXTS[other].tag} onClick={props.switchLanguage}>
                {texts.otherLanguage}
              </button>
              <noscript>{link}</noscript>
            </>
          ) : (
            link
          )}
        </div>
      </header>
      <main>{props.children}</main>
      <footer>{texts.service}</footer>
    </>
  );
}
