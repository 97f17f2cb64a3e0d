import { reasonIn } from '@zhixiao/contract/words/reasons';
import { useLanguage } from '../language/language.tsx';

/** Why something did not go through: our sentences in the page's language, another's words in quotation marks. */
export function ReasonText({ stored }: { stored: string }) {
  const { language } = useLanguage();
  return reasonIn(language, stored);
}
