import type { ApiRefusal } from '@zhixiao/contract/console/error';
import type { ReactNode } from 'react';
import { PlainRefusal } from '../../components/plain-refusal.tsx';
import { useLanguage } from '../../language/language.tsx';
import { SchoolName } from './school-name.tsx';

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
        <SchoolName />
        <h1>{title}</h1>
        <PlainRefusal error={error} />
        {children}
      </div>
      <button type="button" className="plain-link entrance-language" onClick={() => setLanguage(other)}>
        {other === 'en' ? 'English' : '中文'}
      </button>
    </main>
  );
}
