import type { ApiRefusal } from '@zhixiao/contract/console/error';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { Brand } from '../../components/brand.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useLanguage } from '../../language/language.tsx';

/** The frame of the pages before sign-in. */
export function Entrance({
  title,
  error,
  children,
}: {
  title: string;
  error: ApiRefusal | undefined;
  children: ReactNode;
}) {
  const { language, setLanguage } = useLanguage();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <main className="entrance">
      <div className="entrance-card">
        <Brand />
        <h1>{title}</h1>
        <RefusalAlert error={error} />
        {children}
      </div>
      <Button type="link" className="entrance-language" onClick={() => setLanguage(other)}>
        {other === 'en' ? 'English' : '中文'}
      </Button>
    </main>
  );
}
