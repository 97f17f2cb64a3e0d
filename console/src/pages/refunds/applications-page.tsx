import type { RefundApplicationRow } from '@zhixiao/contract/console/refunds';
import { REFUND_APPLICATION_STATUS_NAMES, REFUND_STATUS_NAMES } from '@zhixiao/contract/words/refunds';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { choicesOf } from '../../components/choices.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { APP_FIELD, type FilterField, useFilterValues } from '../../components/filter-bar.tsx';
import { MoneyText } from '../../components/money-text.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { ReasonText } from '../../components/reason-text.tsx';
import { useWithSchool } from '../../components/school-column.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { WhoseOrder } from '../../components/whose-order.tsx';
import { yuan } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay, useSchool, useSession } from '../../session/session.tsx';
import { ApplicationFacts } from './application-facts.tsx';
import { DecideMany, type Many } from './decide-many.tsx';
import { type Deciding, DecisionDialog } from './decision-dialog.tsx';
import { APPLICATION_TONES, isUnderWay, REFUND_TONES } from './refund-words.ts';

const WORDS = {
  zh: {
    approve: '通过',
    reject: '驳回',
    decision: '操作',
    own: '等待另一人审核',
    withinLimit: '额度内，无需审核',
    paid: '实收',
    approveAll: '全部通过',
    rejectAll: '全部驳回',
    choose: (whose: string, amount: string) => `选择 ${whose} ¥${amount}`,
  },
  en: {
    approve: 'Approve',
    reject: 'Reject',
    decision: 'Decision',
    own: 'Awaiting another operator',
    withinLimit: 'Within the limit, no approval needed',
    paid: 'Received',
    approveAll: 'Approve all',
    rejectAll: 'Reject all',
    choose: (whose: string, amount: string) => `Choose ${whose} ¥${amount}`,
  },
};

const FILTERS = [
  {
    name: 'status',
    kind: 'choice',
    label: { zh: '状态', en: 'Status' },
    choices: choicesOf(REFUND_APPLICATION_STATUS_NAMES),
    isTabs: true,
    // what there is to decide comes first
    initial: 'pending',
  },
  APP_FIELD,
  { name: 'from', kind: 'day', label: { zh: '起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '截止日', en: 'To' } },
] as const satisfies readonly FilterField[];

const COLUMNS: readonly DataColumn<RefundApplicationRow>[] = [
  {
    key: 'person',
    title: { zh: '缴费人与内容', en: 'Payer and description' },
    show: (application) => <WhoseOrder order={application} />,
  },
  {
    key: 'amount',
    title: { zh: '退款金额', en: 'Amount' },
    show: ({ refundAmount, paidAmount }) => <Amount refund={refundAmount} paid={paidAmount} />,
    isFigure: true,
  },
  {
    key: 'status',
    title: { zh: '状态', en: 'Status' },
    show: ({ status }) => (
      <StatusTag status={status} words={REFUND_APPLICATION_STATUS_NAMES} tones={APPLICATION_TONES} />
    ),
  },
  {
    key: 'reason',
    title: { zh: '原因', en: 'Reason' },
    show: ({ reason }) => <span className="glance">{reason}</span>,
  },
  {
    key: 'by',
    title: { zh: '申请', en: 'Requested' },
    show: ({ requestedByName, requestedAt }) => (
      <span className="two-lines">
        <span>{requestedByName}</span>
        <TimeText at={requestedAt} />
      </span>
    ),
    sort: ['oldest', 'newest'],
  },
  { key: 'app', isWide: true, title: { zh: '应用', en: 'App' }, show: ({ appName }) => appName },
  {
    key: 'decidedBy',
    title: { zh: '审核', en: 'Decided' },
    show: (application) => application.status !== 'pending' && <Decided application={application} />,
  },
  {
    key: 'refund',
    isWide: true,
    title: { zh: '退款结果', en: 'Refund' },
    show: ({ refundStatus, refundFailure }) =>
      refundStatus && (
        <Space>
          <StatusTag status={refundStatus} words={REFUND_STATUS_NAMES} tones={REFUND_TONES} />
          <span className="glance">{refundFailure && <ReasonText stored={refundFailure} />}</span>
        </Space>
      ),
  },
  {
    key: 'order',
    title: { zh: '订单号', en: 'Order' },
    show: ({ orderId }) => (
      <span className="copied-text">
        <Link to={`/orders/${orderId}`}>{orderId}</Link>
        <CopyButton text={orderId} />
      </span>
    ),
    isExtra: true,
  },
];

/** Of what waits nothing has come yet. */
const WAITING = COLUMNS.filter(({ key }) => !['status', 'decidedBy', 'refund'].includes(key));

/** What goes back, of what was paid. */
function Amount({ refund, paid }: { refund: number; paid: number }) {
  const words = useWords(WORDS);
  return (
    <span className="two-lines">
      <MoneyText fen={refund} />
      <span>
        {words.paid} <MoneyText fen={paid} />
      </span>
    </span>
  );
}

/** Who agreed or refused, and what they said; within the limit nobody had to. */
function Decided({ application }: { application: RefundApplicationRow }) {
  const words = useWords(WORDS);
  const { needsApproval, decidedByName, note } = application;
  if (!needsApproval) return words.withinLimit;
  return (
    <span className="two-lines">
      <span>{decidedByName}</span>
      {note && <span className="glance">{note}</span>}
    </span>
  );
}

/** Refunds that operators asked for; above a school's limit a second person decides. */
export function Page() {
  const words = useWords(WORDS);
  const school = useSchool();
  const may = useMay();
  const { account } = useSession();
  const [filters] = useFilterValues(FILTERS);
  const columns = useWithSchool(filters.status === 'pending' ? WAITING : COLUMNS);
  const [deciding, setDeciding] = useState<Deciding>();
  const [many, setBulk] = useState<Many>();
  const [version, setVersion] = useState(0);
  const [notice, setNotice] = useState<NoticeText>();
  const changed = () => setVersion((before) => before + 1);
  const decision: DataColumn<RefundApplicationRow> = {
    key: 'decision',
    title: { zh: WORDS.zh.decision, en: WORDS.en.decision },
    isPinned: true,
    show: (row) => {
      if (row.status !== 'pending') return null;
      if (row.requestedBy === account) return words.own;
      return (
        may('refunds.decide') && (
          <div className="row-actions">
            <Button danger onClick={() => setDeciding({ application: row, to: 'reject' })}>
              {words.reject}
            </Button>
            <Button type="primary" onClick={() => setDeciding({ application: row, to: 'approve' })}>
              {words.approve}
            </Button>
          </div>
        )
      );
    },
  };
  const bulk = {
    isOffered: (row: RefundApplicationRow) => row.status === 'pending' && row.requestedBy !== account,
    nameOf: (row: RefundApplicationRow) => words.choose(row.userName ?? row.body, yuan(row.refundAmount)),
    actions: (rows: readonly RefundApplicationRow[]) => (
      <>
        <Button danger onClick={() => setBulk({ rows, to: 'reject' })}>
          {words.rejectAll}
        </Button>
        <Button type="primary" onClick={() => setBulk({ rows, to: 'approve' })}>
          {words.approveAll}
        </Button>
      </>
    ),
  };
  return (
    <>
      <Notice notice={notice} />
      <DecideMany many={many} onDone={changed} onClose={() => setBulk(undefined)} />
      <DataTable
        filters={FILTERS}
        version={version}
        list="GET /refund-applications"
        totals
        exportAs="GET /refund-applications/export"
        params={{ ...school, ...filters }}
        columns={[...columns, decision]}
        rowKey={({ refundApplicationId }) => refundApplicationId}
        isUnderWay={isUnderWay}
        empty={{ zh: '没有退款申请', en: 'No refund applications' }}
        {...(may('refunds.decide') ? { bulk } : {})}
      />
      <DecisionDialog
        deciding={deciding}
        onDone={setNotice}
        onChanged={changed}
        onClose={() => setDeciding(undefined)}
      >
        {deciding && <ApplicationFacts application={deciding.application} />}
      </DecisionDialog>
    </>
  );
}
