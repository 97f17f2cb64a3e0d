import type { ProblemKind } from '@zhixiao/contract/codes/overview';
import type { ProblemRow } from '@zhixiao/contract/console/overview';
import { PROBLEM_NAMES } from '@zhixiao/contract/words/overview';
import { useState } from 'react';
import { CopiedText } from '../../components/copy-button.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay, useSchool } from '../../session/session.tsx';
import { DismissButton, DismissRefundDialog } from './dismiss-refund.tsx';
import { ADVICE, SEVERITY } from './problem-advice.ts';

const WORDS = {
  zh: { act: '去处理' },
  en: { act: 'Resolve' },
};

const COLUMNS: readonly DataColumn<ProblemRow>[] = [
  {
    key: 'subject',
    title: { zh: '订单', en: 'Order' },
    show: ({ orderId, outTradeNo, appName, number }) => (
      <span className="two-lines item">
        {orderId === undefined ? number : <Link to={`/orders/${orderId}`}>{outTradeNo ?? orderId}</Link>}
        <span>{appName}</span>
      </span>
    ),
    onPhone: 'title',
  },
  {
    key: 'amount',
    title: { zh: '金额', en: 'Amount' },
    show: ({ amount }) => <MoneyText fen={amount} />,
    isFigure: true,
  },
  { key: 'since', title: { zh: '出现时间', en: 'Since' }, show: ({ since }) => <TimeText at={since} /> },
  {
    key: 'number',
    title: { zh: '涉及的单号', en: 'Number' },
    show: ({ number }) => <CopiedText text={number} />,
  },
];

/** Where a problem is dealt with: an order's page has the button for each of its own. */
function placeOf(kind: ProblemKind, { orderId, number }: ProblemRow): string {
  if (kind === 'refund_application_waiting') return `/refund-applications/${number}`;
  return orderId === undefined ? '/notifications?status=pending' : `/orders/${orderId}`;
}

/** The open problems of one kind, oldest first: what it means, and at each the way to where it is dealt with. */
export function Page({ kind = '' }: Readonly<Record<string, string>>) {
  const names = useWords(PROBLEM_NAMES);
  const advice = useWords(ADVICE);
  const words = useWords(WORDS);
  const school = useSchool();
  const may = useMay();
  const known = kind as ProblemKind;
  const [dismissing, setDismissing] = useState<ProblemRow>();
  const [version, setVersion] = useState(0);
  const changed = () => setVersion((before) => before + 1);
  const action: DataColumn<ProblemRow> = {
    key: 'action',
    title: { zh: '操作', en: 'Actions' },
    isPinned: true,
    show: (row) => (
      <div className="row-actions">
        {known === 'refund_failed' && may('refunds.request') && (
          <DismissButton onClick={() => setDismissing(row)} />
        )}
        <Link to={placeOf(known, row)}>{words.act}</Link>
      </div>
    ),
  };
  return (
    <>
      {names[known] !== undefined && (
        <section className={`trouble ${SEVERITY[known]}`}>
          <div>
            <h2>{names[known]}</h2>
            <p>{advice[known]}</p>
          </div>
        </section>
      )}
      <DataTable
        list="GET /problems/:kind"
        exportAs="GET /problems/:kind/export"
        params={{ ...school, kind: known }}
        version={version}
        columns={[...COLUMNS, action]}
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
