import { type InputHTMLAttributes, useId, useState } from 'react';
import { useWords } from '../../language/language.tsx';

const WORDS = { zh: { show: '显示', hide: '隐藏' }, en: { show: 'Show', hide: 'Hide' } };

/** A field of the pages before sign-in, with its label and what is wrong with it. */
export function PlainField(
  props: Pick<
    InputHTMLAttributes<HTMLInputElement>,
    'autoComplete' | 'autoFocus' | 'inputMode' | 'maxLength'
  > & {
    name: string;
    label: string;
    flaw: string | undefined;
    isSecret?: boolean;
  },
) {
  const { name, label, flaw, isSecret = false, ...input } = props;
  const words = useWords(WORDS);
  const id = useId();
  const [isShown, setIsShown] = useState(false);
  return (
    <div className="plain-field">
      <label htmlFor={id}>{label}</label>
      <div className="plain-input">
        <input
          id={id}
          name={name}
          type={isSecret && !isShown ? 'password' : 'text'}
          autoCapitalize="none"
          spellCheck={false}
          aria-required="true"
          aria-invalid={flaw !== undefined}
          aria-describedby={flaw === undefined ? undefined : `${id}-flaw`}
          {...input}
        />
        {isSecret && (
          <button type="button" aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>
            {isShown ? words.hide : words.show}
          </button>
        )}
      </div>
      {flaw !== undefined && (
        <p id={`${id}-flaw`} className="plain-flaw" role="alert">
          {flaw}
        </p>
      )}
    </div>
  );
}
