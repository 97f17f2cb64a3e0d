import type { ApiRefusal } from '@zhixiao/contract/console/error';
import { Alert, Button } from 'antd';
import { useWords } from '../language/language.tsx';

const WORDS = {
  zh: { retry: '重试', saidBy: ({ message }: ApiRefusal) => message },
  en: { retry: 'Try again', saidBy: ({ inEnglish }: ApiRefusal) => inEnglish },
};

/** Shows why something was refused, announced to screen readers, with a button to try again where that is possible. */
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
