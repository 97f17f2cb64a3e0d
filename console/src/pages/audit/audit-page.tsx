import type { AuditEntryView, ChainView } from '@zhixiao/contract/console/audit';
import { AUDIT_OUTCOME_NAMES } from '@zhixiao/contract/words/audit';
import { auditActionIn } from '@zhixiao/contract/words/audit-actions';
import { AUDIT_ACTIONS } from '@zhixiao/contract/words/audit-sentences';
import { Alert, Button } from 'antd';
import { useMemo, useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { choicesOf } from '../../components/choices.ts';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { type Choice, type FilterField, useFilterValues } from '../../components/filter-bar.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { SchoolSelect, useOneSchool } from '../../components/school-select.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { beijingTime } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { useSchool, useSession } from '../../session/session.tsx';
import { AuditSentence } from './audit-sentence.tsx';
import { EntryDrawer, Outcome, School } from './entry-drawer.tsx';

const WORDS = {
  zh: {
    details: '详情',
    open: (entryNo: string) => `第 ${entryNo} 条的详情`,
    unnamed: (until: string) =>
      `${beijingTime(until)} 及更早通过“订单”进行的查找只保存了打码的号码，不能按人查到。`,
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
    details: 'Details',
    open: (entryNo: string) => `Details of entry ${entryNo}`,
    unnamed: (until: string) =>
      `Searches of the orders up to ${beijingTime(until)} kept only a masked number and are not found by the person.`,
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

/** Whom the search is about stands in no address; the others do. */
const FIRST = [
  {
    name: 'person',
    kind: 'text',
    isPrivate: true,
    label: { zh: '谁查过此人（学工号或 openid）', en: 'Who looked up (number or openid)' },
  },
] as const satisfies readonly FilterField[];
const LAST = [
  { name: 'from', kind: 'day', label: { zh: '起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '截止日', en: 'To' } },
  { name: 'subject', kind: 'text', label: { zh: '对象（编号）', en: 'Subject (number)' }, isMore: true },
  {
    name: 'outcome',
    kind: 'choice',
    label: { zh: '结果', en: 'Outcome' },
    choices: choicesOf(AUDIT_OUTCOME_NAMES),
    isMore: true,
  },
] as const satisfies readonly FilterField[];

const ACTION_FIELD = {
  name: 'action',
  kind: 'choice',
  label: { zh: '做了什么', en: 'Action' },
  choices: actionChoices(),
} as const satisfies FilterField;

/** All that is done to a kind of thing, and each action, below the name of the kind. */
function actionChoices(): Choice[] {
  const kindOf = (action: string) => action.split('.')[0] ?? '';
  return [...new Set(AUDIT_ACTIONS.map(kindOf))].flatMap((kind) => {
    const actions = AUDIT_ACTIONS.filter((action) => kindOf(action) === kind);
    const [first = ''] = actions;
    const group = { zh: kindIn('zh', first), en: kindIn('en', first) };
    const all = { value: `${kind}.`, label: { zh: `${group.zh}：全部`, en: `${group.en}: all` }, group };
    const each = actions.map((value) => ({
      value,
      label: { zh: auditActionIn('zh', value), en: auditActionIn('en', value) },
      group,
    }));
    return actions.length > 1 ? [all, ...each] : each;
  });
}

function kindIn(language: 'zh' | 'en', action: string): string {
  return auditActionIn(language, action).split(' · ')[0] ?? action;
}

function columnsOf(open: (entry: AuditEntryView) => void): readonly DataColumn<AuditEntryView>[] {
  return [
    { key: 'at', title: { zh: '时间', en: 'Time' }, show: ({ at }) => <TimeText at={at} /> },
    {
      key: 'what',
      title: { zh: '谁做了什么', en: 'Who did what' },
      show: (entry) => <AuditSentence entry={entry} />,
      onPhone: 'title',
    },
    { key: 'school', title: { zh: '学校', en: 'School' }, show: (row) => <School {...row} />, isExtra: true },
    {
      key: 'status',
      title: { zh: '结果', en: 'Outcome' },
      show: ({ outcome }) => <Outcome outcome={outcome} />,
    },
    { key: 'address', title: { zh: '来源地址', en: 'Address' }, show: ({ address }) => address },
    {
      key: 'no',
      title: { zh: '序号', en: 'No.' },
      show: ({ entryNo }) => entryNo,
      isFigure: true,
      isExtra: true,
    },
    {
      key: 'action',
      title: { zh: '动作代码', en: 'Action code' },
      show: ({ action }) => <code>{action}</code>,
      isExtra: true,
    },
    {
      key: 'open',
      title: { zh: '详情', en: 'Details' },
      show: (entry) => <OpenEntry entry={entry} onOpen={open} />,
      onPhone: 'foot',
    },
  ];
}

function OpenEntry({ entry, onOpen }: { entry: AuditEntryView; onOpen: (entry: AuditEntryView) => void }) {
  const words = useWords(WORDS);
  return (
    <Button size="small" aria-label={words.open(entry.entryNo)} onClick={() => onOpen(entry)}>
      {words.details}
    </Button>
  );
}

/** What operators did and were refused, and who looked a person up. */
export function Page() {
  const words = useWords(WORDS);
  const { allSchools } = useSession();
  const school = useSchool();
  const one = useOneSchool();
  const { answer: about } = useAnswer('GET /audit/about', school);
  const fields = useMemo(
    () => [...FIRST, operatorField(about?.operators), ACTION_FIELD, ...LAST] as const,
    [about],
  );
  const [{ person, subject, ...filters }] = useFilterValues(fields);
  const [entry, setEntry] = useState<AuditEntryView>();
  const columns = useMemo(() => columnsOf(setEntry), []);
  const [chain, setChain] = useState<ChainView>();
  const verify = useAction(async () => setChain(await call('POST /audit/verify')));
  const table = {
    filters: fields,
    columns,
    rowKey: ({ entryNo }: AuditEntryView) => entryNo,
    actions: allSchools && (
      <Button onClick={verify.run} loading={verify.isBusy}>
        {words.verify}
      </Button>
    ),
  };
  return (
    <>
      <RefusalAlert error={verify.error} />
      {chain && <ChainNotice chain={chain} />}
      {person !== undefined && <SchoolSelect school={one} />}
      {person !== undefined && about?.unnamedUntil !== undefined && (
        <Alert type="info" role="note" showIcon title={words.unnamed(about.unnamedUntil)} />
      )}
      {person === undefined ? (
        <DataTable
          {...table}
          list="GET /audit"
          exportAs="GET /audit/export"
          params={{ ...school, ...filters, ...(subject === undefined ? {} : { subject }) }}
          empty={{ zh: '没有符合条件的记录', en: 'No matching entries' }}
        />
      ) : (
        <DataTable
          {...table}
          list="POST /audit/look-ups"
          exportAs="POST /audit/look-ups/export"
          remembersAs="GET /audit"
          params={{ schoolId: one.schoolId, text: person, ...filters }}
          empty={{ zh: '没有人查过此人', en: 'Nobody has looked this person up' }}
        />
      )}
      <EntryDrawer entry={entry} onClose={() => setEntry(undefined)} />
    </>
  );
}

function operatorField(operators: readonly { account: string; name: string }[] = []) {
  const choices = operators.map(({ account, name }) => {
    const isOne = name === account;
    const label = { zh: isOne ? name : `${name}（${account}）`, en: isOne ? name : `${name} (${account})` };
    return { value: account, label };
  });
  return { name: 'operator', kind: 'choice', label: { zh: '操作员', en: 'Operator' }, choices } as const;
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
