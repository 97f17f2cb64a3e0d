import type { BillDayView } from '@zhixiao/contract/console/bill-days';
import type { DifferenceView } from '@zhixiao/contract/console/reconciliation';
import {
  DIFFERENCE_MEANINGS,
  DIFFERENCE_STATUS_NAMES,
  REPAIR_OUTCOMES,
} from '@zhixiao/contract/words/reconciliation';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { useFilterValues } from '../../components/filter-bar.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { useMay, useSession } from '../../session/session.tsx';
import { BillDetail } from './bill-detail.tsx';
import { DifferenceSubject } from './difference-subject.tsx';
import { DIFFERENCE_FILTERS, DIFFERENCE_TONES } from './difference-words.ts';
import { RepairDialog } from './repair-dialog.tsx';
import { type Many, RepairMany } from './repair-many.tsx';

const WORDS = {
  zh: {
    title: '差异',
    propose: '处理',
    approve: '复核',
    own: '等待另一人复核',
    withdraw: '撤回',
    proposeAll: (count: number) => `一并处理 ${count} 项`,
    approveAll: (count: number) => `一并复核 ${count} 项`,
  },
  en: {
    title: 'Differences',
    propose: 'Repair',
    approve: 'Approve',
    own: 'Awaiting another operator',
    withdraw: 'Withdraw',
    proposeAll: (count: number) => `Repair ${count} together`,
    approveAll: (count: number) => `Approve ${count} together`,
  },
};

/** The differences of a day, and the way to their repairs. */
export function DifferenceList(props: {
  day: BillDayView;
  /** Another number: they are asked for anew. */
  version: number;
  onChanged: () => void;
}) {
  const { day, version, onChanged } = props;
  const words = useWords(WORDS);
  const [filters] = useFilterValues(DIFFERENCE_FILTERS);
  const [chosen, setChosen] = useState<DifferenceView>();
  const [many, setMany] = useState<Many>();
  const may = useMay();
  const { account } = useSession();
  const kinds = useWords(DIFFERENCE_MEANINGS);
  const bulk = {
    isOffered: ({ status, proposedBy }: DifferenceView) =>
      (status === 'open' && may('reconciliation.propose')) ||
      (status === 'proposed' && proposedBy !== account && may('reconciliation.approve')),
    nameOf: ({ kind, subject }: DifferenceView) => `${kinds[kind]} ${subject}`,
    actions: (rows: readonly DifferenceView[]) => {
      const open = rows.filter(({ status }) => status === 'open');
      const proposed = rows.filter(({ status }) => status === 'proposed');
      return (
        <>
          {open.length > 0 && (
            <Button onClick={() => setMany({ rows: open, to: 'propose' })}>
              {words.proposeAll(open.length)}
            </Button>
          )}
          {proposed.length > 0 && (
            <Button onClick={() => setMany({ rows: proposed, to: 'approve' })}>
              {words.approveAll(proposed.length)}
            </Button>
          )}
        </>
      );
    },
  };
  const { schoolId, channelAccountId, date } = day;
  const withdrawing = useAction(async ({ differenceId }: DifferenceView) => {
    await call('POST /reconciliation/differences/:differenceId/withdraw', { differenceId });
    onChanged();
  }, onChanged);
  return (
    <>
      <h2>{words.title}</h2>
      <RefusalAlert error={withdrawing.error} />
      <DataTable
        filters={DIFFERENCE_FILTERS}
        version={version}
        list="GET /reconciliation/differences"
        totals
        exportAs="GET /reconciliation/differences/export"
        params={{ schoolId, channelAccountId, date, ...filters }}
        columns={useColumns(setChosen, withdrawing.run)}
        rowKey={({ differenceId }) => differenceId}
        empty={{ zh: '没有差异', en: 'No differences' }}
        bulk={bulk}
      />
      <RepairMany
        many={many}
        isProven={day.bill?.isProven ?? false}
        onDone={onChanged}
        onClose={() => setMany(undefined)}
      />
      <RepairDialog
        difference={chosen}
        isProven={day.bill?.isProven ?? false}
        onDone={onChanged}
        onClose={() => setChosen(undefined)}
      />
    </>
  );
}

function useColumns(
  onChoose: (difference: DifferenceView) => void,
  onWithdraw: (difference: DifferenceView) => void,
): DataColumn<DifferenceView>[] {
  const words = useWords(WORDS);
  const kinds = useWords(DIFFERENCE_MEANINGS);
  const outcomes = useWords(REPAIR_OUTCOMES);
  const may = useMay();
  const { account } = useSession();
  return [
    {
      key: 'kind',
      title: { zh: '差异', en: 'Difference' },
      show: (row) => (
        <>
          {kinds[row.kind]}
          <BillDetail difference={row} isShort />
        </>
      ),
    },
    {
      key: 'subject',
      title: { zh: '单号', en: 'Number' },
      show: (row) => <DifferenceSubject difference={row} />,
    },
    {
      key: 'row',
      title: { zh: '账单行', en: 'Line' },
      show: ({ rowNo }) => (rowNo === 0 ? '' : rowNo),
      isFigure: true,
      isExtra: true,
    },
    {
      key: 'books',
      title: { zh: '我方', en: 'Books' },
      show: ({ booksAmount }) => <MoneyText fen={booksAmount} />,
      isFigure: true,
    },
    {
      key: 'bill',
      title: { zh: '账单', en: 'Bill' },
      show: ({ billAmount }) => <MoneyText fen={billAmount} />,
      isFigure: true,
    },
    {
      key: 'at',
      title: { zh: '发生时间', en: 'Time' },
      isExtra: true,
      show: ({ billAt, booksAt }) => <TimeText at={billAt ?? booksAt} />,
    },
    {
      key: 'status',
      title: { zh: '处理状态', en: 'Status' },
      show: ({ status, outcome }) => (
        <span className="two-lines">
          <span>
            <StatusTag status={status} words={DIFFERENCE_STATUS_NAMES} tones={DIFFERENCE_TONES} />
          </span>
          {outcome !== undefined && <span className="glance">{outcomes[outcome] ?? outcome}</span>}
        </span>
      ),
    },
    {
      key: 'note',
      title: { zh: '说明与经手人', en: 'Note and by whom' },
      isWide: true,
      show: ({ note, proposedByName, approvedByName }) => (
        <span className="two-lines">
          <span className="glance">{note}</span>
          <span>{[proposedByName, approvedByName].filter(Boolean).join(' → ')}</span>
        </span>
      ),
    },
    {
      key: 'actions',
      title: { zh: '操作', en: 'Actions' },
      isPinned: true,
      show: (difference) => {
        const { status, proposedBy } = difference;
        if (status === 'proposed' && proposedBy === account) {
          return (
            <Space>
              {words.own}
              <Button size="small" onClick={() => onWithdraw(difference)}>
                {words.withdraw}
              </Button>
            </Space>
          );
        }
        const isOffered =
          (status === 'open' && may('reconciliation.propose')) ||
          (status === 'proposed' && may('reconciliation.approve'));
        return (
          isOffered && (
            <Space>
              <Button size="small" onClick={() => onChoose(difference)}>
                {status === 'open' ? words.propose : words.approve}
              </Button>
            </Space>
          )
        );
      },
    },
  ];
}
