import type { ConsentAsked } from '@zhixiao/contract/cashier/consent-view';
import type { Language } from './texts.ts';

/** The box of a form by which somebody agrees, and the way to what it is. */
export function ConsentField({
  asked,
  language,
  words,
  isChecked = false,
}: {
  asked: ConsentAsked;
  language: Language;
  words: { readonly consent: string; readonly consentText: string };
  /** He had agreed to the same before something else was refused. */
  isChecked?: boolean;
}) {
  return (
    <>
      <input type="hidden" name="consent_version" value={asked.version} />
      <input type="hidden" name="consent_language" value={language} />
      <label class="consent">
        <input type="checkbox" name="consent" value="1" required checked={isChecked} />
        <span>{words.consent}</span>
      </label>
      <ConsentLink asked={asked} text={words.consentText} />
    </>
  );
}

export function ConsentLink({ asked, text }: { asked: Pick<ConsentAsked, 'href'>; text: string }) {
  return (
    <p class="advice">
      <a href={asked.href} target="_blank" rel="noopener">
        {text}
      </a>
    </p>
  );
}
