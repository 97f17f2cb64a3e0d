import type { NotificationRow } from '@zhixiao/contract/console/notifications';
import { ATTEMPT_OUTCOME_NAMES, NOTIFICATION_STATUS_NAMES } from '@zhixiao/contract/words/notifications';
import { useState } from 'react';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { FilterBar, useFilterValues } from '../../components/filter-bar.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { useWithSchool } from '../../components/school-column.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useSchool } from '../../session/session.tsx';
import { NOTIFICATION_FILTERS, NOTIFICATION_TONES } from '../notifications/notification-words.ts';
import { ResendButton } from './resend-button.tsx';

const COLUMNS: readonly DataColumn<NotificationRow>[] = [
  {
    key: 'order',
    title: { zh: '商户订单号', en: 'Partner’s number' },
    show: ({ orderId, outTradeNo }) => (
      <>
        <Link to={`/workbench/check?number=${orderId}`}>{outTradeNo}</Link>
        <code className="details note">{orderId}</code>
      </>
    ),
  },
  {
    key: 'status',
    title: { zh: '状态', en: 'Status' },
    show: ({ status }) => (
      <StatusTag status={status} words={NOTIFICATION_STATUS_NAMES} tones={NOTIFICATION_TONES} />
    ),
  },
  {
    key: 'attempts',
    title: { zh: '次数', en: 'Attempts' },
    show: ({ attempts }) => attempts,
    isFigure: true,
  },
  {
    key: 'last',
    title: { zh: '最近一次', en: 'Last attempt' },
    show: ({ last }) => last && <LastAttempt {...last} />,
  },
  {
    key: 'next',
    title: { zh: '下次或结束时间', en: 'Next attempt or end' },
    show: ({ nextAttemptAt, settledAt }) => <TimeText at={nextAttemptAt ?? settledAt} />,
  },
  {
    key: 'address',
    title: { zh: '通知地址', en: 'Address' },
    show: ({ address }) => <code className="glance">{address}</code>,
  },
  { key: 'app', title: { zh: '应用', en: 'App' }, show: ({ appName }) => appName },
];

function LastAttempt({ outcome, httpStatus, detail }: NonNullable<NotificationRow['last']>) {
  const outcomes = useWords(ATTEMPT_OUTCOME_NAMES);
  return (
    <>
      {outcomes[outcome]}
      {httpStatus !== undefined && ` HTTP ${httpStatus}`}
      <span className="glance note">{detail}</span>
    </>
  );
}

/** Notifications of apps, each of which can be sent again; its attempts are on the page of its way. */
export function Page() {
  const [filters] = useFilterValues(NOTIFICATION_FILTERS);
  const school = useSchool();
  const [notice, setNotice] = useState<NoticeText>();
  const [version, setVersion] = useState(0);
  const columns = useWithSchool<NotificationRow>([
    ...COLUMNS,
    {
      key: 'actions',
      title: { zh: '操作', en: 'Actions' },
      isPinned: true,
      show: ({ orderId }) => (
        <ResendButton
          orderId={orderId}
          onDone={(told) => {
            setNotice(told);
            setVersion((before) => before + 1);
          }}
        />
      ),
    },
  ]);
  return (
    <>
      <FilterBar fields={NOTIFICATION_FILTERS} />
      <Notice notice={notice} />
      <DataTable
        version={version}
        list="GET /workbench/notifications"
        exportAs="GET /workbench/notifications/export"
        params={{ ...school, ...filters }}
        columns={columns}
        rowKey={({ orderId }) => orderId}
        empty={{ zh: '没有符合条件的通知', en: 'No matching notifications' }}
      />
    </>
  );
}
