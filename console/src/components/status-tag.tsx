import { useWords, type Words } from '../language/language.tsx';

/** How a status is meant: done, going on, needs somebody, went wrong, over. */
export type Tone = 'good' | 'open' | 'warning' | 'bad' | 'over';

/** What each status of a thing is called and how it is meant. */
export type StatusWords<S extends string> = Words<Readonly<Record<S, string>>>;

/** A status as a word, and a colour that only repeats it. */
export function StatusTag<S extends string>({
  status,
  words,
  tones,
}: {
  status: S;
  words: StatusWords<S>;
  tones: Readonly<Record<S, Tone>>;
}) {
  return <span className={`status ${tones[status]}`}>{useWords(words)[status]}</span>;
}
