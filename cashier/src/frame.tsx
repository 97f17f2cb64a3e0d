import type { ComponentChildren } from 'preact';
import { Mark } from './icons.tsx';
import { type Language, TEXTS, type Texts } from './texts.ts';

/** What stands around every state: the sandbox ribbon, the title with the language switch, whose page it is. */
export function Frame(props: {
  texts: Texts;
  language: Language;
  isSandbox: boolean;
  switchLanguage: () => void;
  children: ComponentChildren;
}) {
  const { texts } = props;
  const other: Language = props.language === 'zh' ? 'en' : 'zh';
  return (
    <>
      <header>
        {props.isSandbox ? <p class="sandbox">{texts.sandbox}</p> : null}
        <div class="bar">
          <h1>
            <Mark />
            {texts.title}
          </h1>
          <button type="button" class="quiet" lang={TEXTS[other].tag} onClick={props.switchLanguage}>
            {texts.otherLanguage}
          </button>
          <noscript>
            <a href={`?lang=${other}`}>{texts.otherLanguage}</a>
          </noscript>
        </div>
      </header>
      <main>{props.children}</main>
      <footer>{texts.service}</footer>
    </>
  );
}
