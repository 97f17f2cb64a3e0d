import type { AuditEntryView, ChainView } from '@zhixiao/contract/console/audit';
import { AUDIT_OUTCOME_NAMES } from '@zhixiao/contract/words/audit';
import { auditActionIn } from '@zhixiao/contract/words/audit-actions';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { choicesOf } from '../../components/choices.ts';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { type FilterField, useFilterValues } from '../../components/filter-bar.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useLanguage, useWords } from '../../language/language.tsx';
import { useSchool, useSession } from '../../session/session.tsx';
import { EntryDetails } from './entry-details.tsx';

const WORDS = {
  zh: {
    verify: '校验完整性',
    whole: (entries: number) => `${entries} 条记录首尾相连，没有被修改或删除`,
    heads: (heads: number) =>
      heads === 0
        ? '服务器尚未写出校验点（有新记录时每五分钟写一次），现在还不能核对末尾是否被删。'
        : `与服务器写出的 ${heads} 个校验点一致。`,
    strange: (lines: number) => `校验点文件（audit-heads.jsonl）中有 ${lines} 行不是本系统写出的，请检查。`,
    head: '最后一条的校验值（请另行保存，日后可发现末尾被删）：',
    broken: (entryNo: string) => `第 ${entryNo} 条记录被修改或删除`,
    whatNow:
      '请保留数据库和校验点文件（audit-heads.jsonl）的现状，联系安全管理员；若刚恢复过旧备份，先移走该文件。',
  },
  en: {
    verify: 'Verify the chain',
    whole: (entries: number) => `${entries} entries form an unbroken chain: none was changed or removed`,
    heads: (heads: number) =>
      heads === 0
        ? 'The server has not written a checkpoint yet (it writes one every five minutes if there are new entries), so missing entries at the end cannot be detected yet.'
        : `It matches the ${heads} checkpoints that the server has written.`,
    strange: (lines: number) =>
      `${lines} lines of the checkpoint file (audit-heads.jsonl) were not written by this system. Check the file.`,
    head: 'Hash of the last entry (store it elsewhere to detect later whether entries at the end are missing):',
    broken: (entryNo: string) => `Entry ${entryNo} was changed or removed`,
    whatNow:
      'Keep the database and the checkpoint file (audit-heads.jsonl) as they are and contact the security administrator. If you have just restored an older backup, move the file away first.',
  },
};

const FILTERS = [
  { name: 'operator', kind: 'text', label: { zh: '操作员账号', en: 'Operator' } },
  {
    name: 'action',
    kind: 'text',
    label: { zh: '动作代码（可只写开头）', en: 'Action code (or its beginning)' },
  },
  { name: 'subject', kind: 'text', label: { zh: '对象', en: 'Subject' } },
  {
    name: 'outcome',
    kind: 'choice',
    label: { zh: '结果', en: 'Outcome' },
    choices: choicesOf(AUDIT_OUTCOME_NAMES),
  },
  { name: 'from', kind: 'day', label: { zh: '起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '截止日', en: 'To' } },
] as const satisfies readonly FilterField[];

const COLUMNS: readonly DataColumn<AuditEntryView>[] = [
  { key: 'no', title: { zh: '序号', en: 'No.' }, show: ({ entryNo }) => entryNo, isFigure: true },
  { key: 'at', title: { zh: '时间', en: 'Time' }, show: ({ at }) => <TimeText at={at} /> },
  { key: 'operator', title: { zh: '操作员', en: 'Operator' }, show: ({ operator }) => operator },
  {
    key: 'action',
    title: { zh: '动作', en: 'Action' },
    show: (row) => <Action {...row} />,
    onPhone: 'title',
  },
  { key: 'subject', title: { zh: '对象', en: 'Subject' }, show: ({ subject }) => subject },
  { key: 'school', title: { zh: '学校', en: 'School' }, show: (row) => <School {...row} />, isExtra: true },
  {
    key: 'outcome',
    title: { zh: '结果', en: 'Outcome' },
    show: ({ outcome }) => (
      <StatusTag status={outcome} words={AUDIT_OUTCOME_NAMES} tones={{ done: 'good', refused: 'warning' }} />
    ),
  },
  {
    key: 'details',
    title: { zh: '详情', en: 'Details' },
    show: ({ details }) => <EntryDetails details={details} />,
  },
  { key: 'address', title: { zh: '来源地址', en: 'Address' }, show: ({ address }) => address },
];

/** What was done in words, and the code that the filter goes by. */
function Action({ action }: AuditEntryView) {
  const words = auditActionIn(useLanguage().language, action);
  return words === action ? (
    <code>{action}</code>
  ) : (
    <>
      {words} <code className="count">{action}</code>
    </>
  );
}

function School({ schoolId }: AuditEntryView) {
  const { schools } = useSession();
  return schools.find((school) => school.schoolId === schoolId)?.name ?? schoolId;
}

/** What operators did and were refused. */
export function Page() {
  const words = useWords(WORDS);
  const { allSchools } = useSession();
  const school = useSchool();
  const [filters] = useFilterValues(FILTERS);
  const [chain, setChain] = useState<ChainView>();
  const verify = useAction(async () => setChain(await call('POST /audit/verify')));
  return (
    <>
      <RefusalAlert error={verify.error} />
      {chain && <ChainNotice chain={chain} />}
      <DataTable
        filters={FILTERS}
        list="GET /audit"
        exportAs="GET /audit/export"
        params={{ ...school, ...filters }}
        columns={COLUMNS}
        rowKey={({ entryNo }) => entryNo}
        empty={{ zh: '没有符合条件的记录', en: 'No matching entries' }}
        actions={
          allSchools && (
            <Button onClick={verify.run} loading={verify.isBusy}>
              {words.verify}
            </Button>
          )
        }
      />
    </>
  );
}

function ChainNotice({ chain }: { chain: ChainView }) {
  const words = useWords(WORDS);
  if (chain.state === 'broken') {
    return (
      <Alert
        type="error"
        role="alert"
        showIcon
        title={words.broken(chain.entryNo)}
        description={words.whatNow}
      />
    );
  }
  return (
    <Alert
      type={chain.strange === 0 ? 'success' : 'warning'}
      role="status"
      showIcon
      title={words.whole(chain.entries)}
      description={
        <>
          {words.heads(chain.heads)} {chain.strange > 0 && words.strange(chain.strange)}
          <br />
          {words.head} <code className="details">{chain.head}</code>
        </>
      }
    />
  );
}
