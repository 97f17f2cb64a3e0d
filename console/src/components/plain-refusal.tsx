import type { ApiRefusal } from '@zhixiao/contract/console/error';
import { useWords } from '../language/language.tsx';

const WORDS = {
  zh: { retry: '重试', saidBy: ({ message }: ApiRefusal) => message },
  en: { retry: 'Try again', saidBy: ({ inEnglish }: ApiRefusal) => inEnglish },
};

/** As `RefusalAlert`, for pages without the component kit. */
export function PlainRefusal({ error, onRetry }: { error: ApiRefusal | undefined; onRetry?: () => void }) {
  const words = useWords(WORDS);
  if (!error) return null;
  return (
    <div className="plain-refusal" role="alert">
      <p>{words.saidBy(error)}</p>
      {onRetry && (
        <button type="button" className="plain-button" onClick={onRetry}>
          {words.retry}
        </button>
      )}
    </div>
  );
}

/** While the first thing is fetched. */
export function PlainWaiting() {
  const words = useWords({ zh: '正在载入…', en: 'Loading…' });
  return (
    <p className="plain-waiting" role="status">
      <span className="turning" aria-hidden="true" />
      {words}
    </p>
  );
}
