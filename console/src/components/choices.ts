import type { Words } from '../language/language.tsx';

/** What each value of a thing is called, as the choices of a filter or a form. */
export function choicesOf<V extends string>(
  words: Words<Readonly<Record<V, string>>>,
): { readonly value: V; readonly label: Words<string> }[] {
  return (Object.keys(words.zh) as V[]).map((value) => ({
    value,
    label: { zh: words.zh[value], en: words.en[value] },
  }));
}
