import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { useLanguage } from '../../language/language.tsx';

/** What surrounds the pages before anybody has signed in. */
export function Entrance({
  title,
  error,
  children,
}: {
  title: string;
  error: string | undefined;
  children: ReactNode;
}) {
  const { language, setLanguage } = useLanguage();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <main className="entrance">
      <h1>{title}</h1>
      {error && <Alert type="error" role="alert" showIcon title={error} className="entrance-error" />}
      {children}
      <Button type="link" className="entrance-language" onClick={() => setLanguage(other)}>
        {other === 'en' ? 'English' : '中文'}
      </Button>
    </main>
  );
}
