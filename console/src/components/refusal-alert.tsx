import { Alert, Button } from 'antd';
import type { CallError } from '../api/call.ts';
import { useWords } from '../language/language.tsx';

const WORDS = { zh: { retry: '重试' }, en: { retry: 'Try again' } };

/** Why something was refused, told to screen readers at once, and the way to try again where there is one. */
export function RefusalAlert({ error, onRetry }: { error: CallError | undefined; onRetry?: () => void }) {
  const words = useWords(WORDS);
  if (!error) return null;
  return (
    <Alert
      type="error"
      role="alert"
      showIcon
      title={error.message}
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {words.retry}
          </Button>
        )
      }
    />
  );
}
