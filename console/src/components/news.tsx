import { useEffect, useRef, useState } from 'react';
import { useRepeated } from '../api/use-repeated.ts';
import { useWords } from '../language/language.tsx';

/** How often what is under way is looked at, at first. */
const LOOK_EVERY_MS = 3000;

/** Says to screen readers what has changed by itself; the place is there before, and empty until then. */
export function News({ text }: { text: string }) {
  return (
    <p role="status" className="unseen">
      {text}
    </p>
  );
}

/**
 * Looks again while something is under way, and gives what to say (`News`) once `shown`, a text of all that can change,
 * has become another.
 */
export function useNews(look: () => void, isUnderWay: boolean, shown: string | undefined): string {
  const words = useWords(WORDS);
  useRepeated(look, LOOK_EVERY_MS, isUnderWay);
  const [isNew, setNew] = useState(false);
  const before = useRef<{ shown: string; isUnderWay: boolean }>(undefined);
  useEffect(() => {
    if (shown === undefined) return;
    if (before.current?.isUnderWay && before.current.shown !== shown) setNew(true);
    before.current = { shown, isUnderWay };
  }, [shown, isUnderWay]);
  return isNew ? words.updated(shown ?? '') : '';
}

const WORDS = {
  zh: { updated: (text: string) => `已更新：${text}` },
  en: { updated: (text: string) => `Updated: ${text}` },
};
