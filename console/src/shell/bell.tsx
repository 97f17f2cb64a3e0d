import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { LineIcon } from '../components/line-icon.tsx';
import { AGE } from '../language/age.ts';
import { useWords } from '../language/language.tsx';
import { Link } from '../routing/link.tsx';
import { usePlace } from '../routing/location.ts';
import { useWaiting } from './waiting.tsx';

/** How much waits for the operator, and a list of it, each a click from where it is seen to. */
export function Bell() {
  const words = useWords(WORDS);
  const age = useWords(AGE);
  const { path } = usePlace();
  const waiting = useWaiting();
  // the page that it was opened on: on another one it is shut
  const [openOn, setOpenOn] = useState<string>();
  const isOpen = openOn === path;
  const place = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const shutFromOutside = (event: Event) => {
      if (!place.current?.contains(event.target as Node)) setOpenOn(undefined);
    };
    const shutByKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpenOn(undefined);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', shutFromOutside);
    document.addEventListener('keydown', shutByKey);
    return () => {
      document.removeEventListener('pointerdown', shutFromOutside);
      document.removeEventListener('keydown', shutByKey);
    };
  }, [isOpen]);
  const total = waiting.reduce((sum, { count }) => sum + count, 0);
  return (
    <span ref={place} className="bell">
      <Button
        ref={button}
        type="text"
        aria-expanded={isOpen}
        aria-label={total === 0 ? words.title : words.count(total)}
        icon={<LineIcon drawing="M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3" />}
        onClick={() => setOpenOn(isOpen ? undefined : path)}
      />
      {total > 0 && (
        <span aria-hidden className="to-decide">
          {total > MOST ? `${MOST}+` : total}
        </span>
      )}
      {isOpen && (
        <section aria-label={words.title} className="bell-panel">
          <h2>{words.title}</h2>
          {waiting.length === 0 ? (
            <p>{words.none}</p>
          ) : (
            <ul>
              {waiting.map(({ key, to, text, count, oldest }) => (
                <li key={key}>
                  <Link to={to}>
                    <span className="two-lines">
                      {text}
                      {oldest !== undefined && <span className="note">{age(oldest)}</span>}
                    </span>{' '}
                    <b className="to-decide">{count}</b>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </span>
  );
}

const MOST = 99;

const WORDS = {
  zh: { title: '待办', none: '没有待办事项', count: (count: number) => `待办，共 ${count} 项` },
  en: { title: 'To do', none: 'Nothing is waiting', count: (count: number) => `To do: ${count}` },
};
