import type { ApiRefusal } from '@zhixiao/contract/console/error';
import { Alert, Button } from 'antd';
import { useWords } from '../language/language.tsx';

const WORDS = {
  zh: { retry: '重试', saidBy: ({ message }: ApiRefusal) => message },
  en: { retry: 'Try again', saidBy: ({ inEnglish }: ApiRefusal) => inEnglish },
};

/** Why something was refused, told to screen readers at once, and the way to try again where there is one. */
export function RefusalAlert({ error, onRetry }: { error: ApiRefusal | undefined; onRetry?: () => void }) {
  const words = useWords(WORDS);
  if (!error) return null;
  return (
    <Alert
      type="error"
      role="alert"
      showIcon
      title={words.saidBy(error)}
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
