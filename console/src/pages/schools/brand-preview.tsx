import { brandColours } from '@zhixiao/contract/design/brand-colour';
import { DARK, LIGHT } from '@zhixiao/contract/design/tokens';
import type { CSSProperties } from 'react';
import { Brand } from '../../components/brand.tsx';
import { useWords } from '../../language/language.tsx';
import { WORDS } from './brand-words.ts';

/** What payers will see, on light and on dark screens. */
export function BrandPreview(props: {
  school: string;
  logo: string | undefined;
  colour: string | undefined;
}) {
  const { school, logo, colour } = props;
  const words = useWords(WORDS);
  const brand = colour === undefined ? undefined : brandColours(colour);
  return (
    <div className="brand-preview" role="img" aria-label={words.preview(school)}>
      {(['light', 'dark'] as const).map((scheme) => {
        const { card, ink, accent, accentInk, line } = scheme === 'light' ? LIGHT : DARK;
        const colours = {
          '--sample-card': card,
          '--sample-ink': ink,
          '--sample-line': line,
          '--sample-accent': brand?.[scheme].accent ?? accent,
          '--sample-accent-ink': brand?.[scheme].ink ?? accentInk,
        } as CSSProperties;
        return (
          <div key={scheme} className={`brand-sample ${scheme}`} style={colours}>
            <div className="brand-sample-bar">
              {logo ? <img src={logo} alt="" /> : <Brand />}
              <strong>{words.cashier}</strong>
            </div>
            <p>{school}</p>
            <b>¥1,200.00</b>
            <span className="brand-sample-button">{words.button}</span>
          </div>
        );
      })}
    </div>
  );
}
