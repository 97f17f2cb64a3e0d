import type { ApiRefusal } from '@zhixiao/contract/console/error';
import type { ReactNode } from 'react';
import { PlainRefusal } from '../../components/plain-refusal.tsx';
import { useLanguage } from '../../language/language.tsx';
import { SchoolSide } from './school-side.tsx';

/** The frame of the pages before sign-in: whose console it is on one side, what is filled in on the other. */
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
      <SchoolSide />
      <div className="entrance-form">
        <div className="entrance-card">
          <h1>{title}</h1>
          <PlainRefusal error={error} />
          {children}
        </div>
        <button type="button" className="plain-link entrance-language" onClick={() => setLanguage(other)}>
          {other === 'en' ? 'English' : '中文'}
        </button>
      </div>
    </main>
  );
}
