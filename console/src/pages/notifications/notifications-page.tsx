import type { NotificationRow } from '@zhixiao/contract/console/notifications';
import { Button } from 'antd';
import { useState } from 'react';
import { CopiedText, CopyButton } from '../../components/copy-button.tsx';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { useFilterValues } from '../../components/filter-bar.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { SchoolName } from '../../components/school-column.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay, useSchool } from '../../session/session.tsx';
import { DeadEndpoints } from './dead-endpoints.tsx';
import { ATTEMPT_COLUMNS, NEXT_COLUMN } from './notification-columns.tsx';
import { NOTIFICATION_FILTERS, WORDS } from './notification-words.ts';
import { ResendDialog } from './resend-dialog.tsx';

const COLUMNS: readonly DataColumn<NotificationRow>[] = [
  {
    key: 'order',
    title: { zh: '订单号与产生时间', en: 'Order and time queued' },
    sort: ['oldest', 'newest'],
    show: ({ orderId, createdAt }) => (
      <>
        <span className="copied-text">
          <Link to={`/orders/${orderId}`}>{orderId}</Link>
          <CopyButton text={orderId} />
        </span>
        <span className="details note">
          <TimeText at={createdAt} />
        </span>
      </>
    ),
  },
  ...ATTEMPT_COLUMNS,
  {
    key: 'app',
    title: { zh: '应用与通知地址', en: 'App and address' },
    show: ({ appName, address }) => (
      <>
        {appName}
        <code className="glance note">{address}</code>
      </>
    ),
  },
  { ...NEXT_COLUMN, isWide: true },
  {
    key: 'outTradeNo',
    title: { zh: '商户订单号', en: 'Partner’s number' },
    show: ({ outTradeNo }) => <CopiedText text={outTradeNo} />,
    isExtra: true,
  },
  {
    key: 'school',
    title: { zh: '学校', en: 'School' },
    show: ({ schoolId }) => <SchoolName schoolId={schoolId} />,
    isExtra: true,
  },
  { key: 'appId', title: { zh: 'appid', en: 'appid' }, show: ({ appId }) => appId, isExtra: true },
];

/** How what the partner said begins, or why it said nothing; the order's page has more of it. */
/** Notifications of payments, and resending them. */
export function Page() {
  const words = useWords(WORDS);
  const school = useSchool();
  const may = useMay();
  const [filters] = useFilterValues(NOTIFICATION_FILTERS);
  const { number: _number, status: _status, ...begun } = filters;
  const [isResending, setResending] = useState(false);
  const [notice, setNotice] = useState<NoticeText>();
  const [version, setVersion] = useState(0);
  return (
    <>
      <DeadEndpoints />
      <Notice notice={notice} />
      <DataTable
        filters={NOTIFICATION_FILTERS}
        version={version}
        list="GET /notifications"
        totals
        exportAs="GET /notifications/export"
        params={{ ...school, ...filters }}
        columns={COLUMNS}
        rowKey={({ orderId }) => orderId}
        isUnderWay={({ status }) => status === 'pending'}
        empty={{ zh: '没有符合条件的通知', en: 'No matching notifications' }}
        actions={
          may('orders.operate') && (
            <Button type="primary" onClick={() => setResending(true)}>
              {words.resend}
            </Button>
          )
        }
      />
      <ResendDialog
        isOpen={isResending}
        begun={begun}
        onResent={(count) => {
          setNotice({ text: words.resent(count) });
          setVersion((before) => before + 1);
        }}
        onClose={() => setResending(false)}
      />
    </>
  );
}
