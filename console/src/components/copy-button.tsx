import { useEffect, useState } from 'react';
import { useWords } from '../language/language.tsx';
import { LineIcon } from './line-icon.tsx';

const SHOWN_MS = 2000;

/** Copies a number that nobody wants to type. */
export function CopyButton({ text }: { text: string }) {
  const words = useWords(WORDS);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const name = isCopied ? words.copied : words.copy(text);
  return (
    <button
      type="button"
      className={isCopied ? 'copy copied' : 'copy'}
      title={isCopied ? words.copied : words.copyIt}
      aria-label={name}
      onClick={() => void copy(text).then(setCopied)}
    >
      <LineIcon drawing={isCopied ? 'M4 10.5 8.5 15 16 6' : 'M7 7h9v10H7zM4 13V3h9'} />
    </button>
  );
}

/** A number with the button that copies it. */
export function CopiedText({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <span className="copied-text">
      <span className="number">{text}</span>
      <CopyButton text={text} />
    </span>
  );
}

/** Whether it was copied. Browsers have their clipboard only over https; within a school's network there is none. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'clipped';
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand('copy');
    field.remove();
    return isCopied;
  }
}

const WORDS = {
  zh: { copy: (text: string) => `复制 ${text}`, copyIt: '复制', copied: '已复制' },
  en: { copy: (text: string) => `Copy ${text}`, copyIt: 'Copy', copied: 'Copied' },
};
