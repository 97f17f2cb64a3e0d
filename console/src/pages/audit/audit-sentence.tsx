import type { Permission } from '@zhixiao/contract/codes/access';
import type { AuditEntryView } from '@zhixiao/contract/console/audit';
import { auditSentence } from '@zhixiao/contract/words/audit-sentences';
import { Fragment } from 'react';
import { useLanguage, useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay } from '../../session/session.tsx';

/** What an entry says, as one sentence; what it was done to is a link to it where there is a page. */
export function AuditSentence({ entry }: { entry: AuditEntryView }) {
  const { language } = useLanguage();
  const words = useWords(WORDS);
  const { operator, operatorName = operator ?? words.nobody } = entry;
  return (
    <span className="sentence">
      <strong>{operatorName}</strong>{' '}
      {auditSentence(language, entry).map(({ kind, text }, index) => {
        const key = `${index} ${text}`;
        if (kind === 'subject') return <Subject key={key} action={entry.action} text={text} />;
        return kind === 'value' ? <b key={key}>{text}</b> : <Fragment key={key}>{text}</Fragment>;
      })}
    </span>
  );
}

function Subject({ action, text }: { action: string; text: string }) {
  const may = useMay();
  const page = pageOf(action, text);
  return page && may(page.permission) ? <Link to={page.path}>{text}</Link> : <b>{text}</b>;
}

/** The page of what an action was done to. */
function pageOf(action: string, subject: string): { path: string; permission: Permission } | undefined {
  if (!/^\d{10,}$/.test(subject)) return undefined;
  const [kind] = action.split('.');
  if (kind === 'order' || kind === 'invoice' || action === 'refund.request')
    return { path: `/orders/${subject}`, permission: 'orders.read' };
  if (action === 'refund.approve' || action === 'refund.reject')
    return { path: `/refund-applications/${subject}`, permission: 'refunds.read' };
  return kind === 'change' ? { path: `/changes/${subject}`, permission: 'changes.read' } : undefined;
}

const WORDS = {
  zh: { nobody: '未登录的访问者' },
  en: { nobody: 'Somebody not signed in' },
};
