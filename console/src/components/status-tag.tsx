import type { CodeWords } from '@zhixiao/contract/words/code-words';
import { useWords } from '../language/language.tsx';

/** How a status is meant: done, going on, needs somebody, went wrong, over. */
export type Tone = 'good' | 'open' | 'warning' | 'bad' | 'over';

/** A status as a word, and a colour that only repeats it. */
export function StatusTag<S extends string>({
  status,
  words,
  tones,
}: {
  status: S;
  words: CodeWords<S>;
  tones: Readonly<Record<S, Tone>>;
}) {
  return <span className={`status ${tones[status]}`}>{useWords(words)[status]}</span>;
}
