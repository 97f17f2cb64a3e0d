import type { ProblemKind } from '@zhixiao/contract/codes/overview';
import type { ProblemRow } from '@zhixiao/contract/console/overview';
import { PROBLEM_NAMES } from '@zhixiao/contract/words/overview';
import { useState } from 'react';
import { CopiedText } from '../../components/copy-button.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords, type Words } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay, useSchool } from '../../session/session.tsx';
import { DismissButton, DismissRefundDialog } from './dismiss-refund.tsx';
import { SEEN_TO } from './problem-words.ts';

const COLUMNS: readonly DataColumn<ProblemRow>[] = [
  { key: 'since', title: { zh: '出现时间', en: 'Since' }, show: ({ since }) => <TimeText at={since} /> },
  { key: 'number', title: { zh: '对象', en: 'Subject' }, show: ({ number }) => <CopiedText text={number} /> },
  {
    key: 'order',
    title: { zh: '订单', en: 'Order' },
    show: ({ orderId }) => orderId !== undefined && <Link to={`/orders/${orderId}`}>{orderId}</Link>,
  },
  {
    key: 'outTradeNo',
    title: { zh: '商户订单号', en: 'Partner’s number' },
    show: (row) => <CopiedText text={row.outTradeNo} />,
  },
  { key: 'app', title: { zh: '应用', en: 'App' }, show: ({ appName }) => appName },
  {
    key: 'amount',
    title: { zh: '金额', en: 'Amount' },
    show: ({ amount }) => <MoneyText fen={amount} />,
    isFigure: true,
  },
];

/** The open problems of one kind, oldest first. */
export function Page({ kind = '' }: Readonly<Record<string, string>>) {
  const words = useWords(PROBLEM_NAMES);
  const school = useSchool();
  const may = useMay();
  const known = kind as ProblemKind;
  const dismissal = SEEN_TO[known];
  const [dismissing, setDismissing] = useState<ProblemRow>();
  const [version, setVersion] = useState(0);
  const changed = () => setVersion((before) => before + 1);
  const action: DataColumn<ProblemRow> = {
    key: 'action',
    title: { zh: '操作', en: 'Actions' },
    isPinned: true,
    show: (row) => <DismissButton onClick={() => setDismissing(row)} />,
  };
  return (
    <>
      <h2>{words[known] ?? kind}</h2>
      {dismissal && <Dismissal {...dismissal} />}
      <DataTable
        list="GET /problems/:kind"
        exportAs="GET /problems/:kind/export"
        params={{ ...school, kind: known }}
        version={version}
        columns={known === 'refund_failed' && may('refunds.request') ? [...COLUMNS, action] : COLUMNS}
        rowKey={({ appId, number }) => `${appId} ${number}`}
        empty={{ zh: '没有待处理的问题', en: 'No open problems' }}
      />
      <DismissRefundDialog
        refund={dismissing && { refundId: dismissing.number, amount: dismissing.amount ?? 0 }}
        onChanged={changed}
        onClose={() => setDismissing(undefined)}
      />
    </>
  );
}

function Dismissal({ at, words }: { at: string; words: Words<string> }) {
  return (
    <p>
      <Link to={at}>{useWords(words)}</Link>
    </p>
  );
}
