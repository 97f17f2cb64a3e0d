import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { TimeText } from '../../components/time-text.tsx';
import type { ProblemKindName, ProblemRow } from '../../contract/overview.ts';
import { useWords, type Words } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useSchool } from '../../session/session.tsx';
import { PROBLEM_WORDS, SEEN_TO } from './problem-words.ts';

const COLUMNS: readonly DataColumn<ProblemRow>[] = [
  { key: 'since', title: { zh: '自', en: 'Since' }, show: ({ since }) => <TimeText at={since} /> },
  { key: 'number', title: { zh: '对象', en: 'What' }, show: ({ number }) => number },
  {
    key: 'order',
    title: { zh: '订单', en: 'Order' },
    show: ({ orderId }) => orderId !== undefined && <Link to={`/orders/${orderId}`}>{orderId}</Link>,
  },
  { key: 'outTradeNo', title: { zh: '商户订单号', en: 'Partner’s number' }, show: (row) => row.outTradeNo },
  { key: 'app', title: { zh: '应用', en: 'App' }, show: ({ appName }) => appName },
  {
    key: 'fee',
    title: { zh: '金额', en: 'Amount' },
    show: ({ fee }) => <MoneyText fen={fee} />,
    isFigure: true,
  },
];

/** The open problems of one kind, oldest first. */
export function Page({ kind = '' }: Readonly<Record<string, string>>) {
  const words = useWords(PROBLEM_WORDS);
  const school = useSchool();
  const known = kind as ProblemKindName;
  const seenTo = SEEN_TO[known];
  return (
    <>
      <h2>{words[known] ?? kind}</h2>
      {seenTo && <SeenTo {...seenTo} />}
      <DataTable
        list="GET /problems/:kind"
        exportAs="GET /problems/:kind/export"
        params={{ ...school, kind: known }}
        columns={COLUMNS}
        rowKey={({ appId, number }) => `${appId} ${number}`}
        empty={{ zh: '没有待处理的问题', en: 'Nothing open' }}
      />
    </>
  );
}

function SeenTo({ at, words }: { at: string; words: Words<string> }) {
  return (
    <p>
      <Link to={at}>{useWords(words)}</Link>
    </p>
  );
}
