import type { AuditEntryView } from '@zhixiao/contract/console/audit';
import { AUDIT_OUTCOME_NAMES } from '@zhixiao/contract/words/audit';
import { auditActionIn } from '@zhixiao/contract/words/audit-actions';
import { Descriptions, Drawer } from 'antd';
import { CopiedText } from '../../components/copy-button.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useLanguage, useWords } from '../../language/language.tsx';
import { useSession } from '../../session/session.tsx';
import { AuditSentence } from './audit-sentence.tsx';
import { EntryDetails } from './entry-details.tsx';

/** One entry of the audit log with all that it holds. */
export function EntryDrawer({ entry, onClose }: { entry: AuditEntryView | undefined; onClose: () => void }) {
  const words = useWords(WORDS);
  return (
    <Drawer
      open={entry !== undefined}
      onClose={onClose}
      size="min(560px, 100vw)"
      title={words.title}
      closable={{ 'aria-label': words.close }}
      destroyOnHidden
    >
      {entry && <Entry entry={entry} />}
    </Drawer>
  );
}

function Entry({ entry }: { entry: AuditEntryView }) {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const { entryNo, at, operator, operatorName, address, action, subject, schoolId, outcome, details } = entry;
  const items = [
    [words.at, <TimeText key="at" at={at} />],
    [words.outcome, <Outcome key="outcome" outcome={outcome} />],
    [words.who, operator && (operatorName ? words.with(operatorName, operator) : operator)],
    [words.address, address],
    [words.action, words.with(auditActionIn(language, action), action)],
    [words.subject, subject && <CopiedText key="subject" text={subject} />],
    [words.school, schoolId && <School key="school" schoolId={schoolId} />],
    [words.details, Object.keys(details).length > 0 && <EntryDetails key="details" details={details} />],
    [words.no, entryNo],
  ] as const;
  return (
    <>
      <p>
        <AuditSentence entry={entry} />
      </p>
      <Descriptions
        bordered
        size="small"
        column={1}
        items={items.flatMap(([label, children]) => (children ? [{ key: label, label, children }] : []))}
      />
    </>
  );
}

export function Outcome({ outcome }: Pick<AuditEntryView, 'outcome'>) {
  return (
    <StatusTag status={outcome} words={AUDIT_OUTCOME_NAMES} tones={{ done: 'good', refused: 'warning' }} />
  );
}

/** A school by its name. */
export function School({ schoolId }: Pick<AuditEntryView, 'schoolId'>) {
  const { schools } = useSession();
  return schools.find((school) => school.schoolId === schoolId)?.name ?? schoolId;
}

const WORDS = {
  zh: {
    with: (name: string, code: string) => `${name}（${code}）`,
    title: '审计记录',
    close: '关闭',
    at: '时间',
    outcome: '结果',
    who: '操作员',
    address: '来源地址',
    action: '动作',
    subject: '对象',
    school: '学校',
    details: '详情',
    no: '序号',
  },
  en: {
    with: (name: string, code: string) => `${name} (${code})`,
    title: 'Audit entry',
    close: 'Close',
    at: 'Time',
    outcome: 'Outcome',
    who: 'Operator',
    address: 'Address',
    action: 'Action',
    subject: 'Subject',
    school: 'School',
    details: 'Details',
    no: 'No.',
  },
};
