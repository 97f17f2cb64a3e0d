import { safeLink } from './format.ts';
import type { Texts } from './texts.ts';

/** Where a payer goes on whose order can no longer be paid: back to where it was placed, or to the school. */
export function WaysOut(props: {
  returnUrl: string | undefined;
  contact: string | undefined;
  texts: Pick<Texts, 'goBack' | 'ask'>;
}) {
  const { returnUrl, contact, texts } = props;
  const link = safeLink(returnUrl);
  return (
    <div class="panel">
      {link === undefined ? null : (
        <a class="pay" href={link} rel="noreferrer">
          {texts.goBack}
        </a>
      )}
      <p class="ask">
        {texts.ask}
        {contact === undefined ? null : <b>{contact}</b>}
      </p>
    </div>
  );
}
