import type { NotificationRow } from '@zhixiao/contract/console/notifications';
import { useState } from 'react';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { useFilterValues } from '../../components/filter-bar.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { useWithSchool } from '../../components/school-column.tsx';
import { Link } from '../../routing/link.tsx';
import { useSchool } from '../../session/session.tsx';
import { ATTEMPT_COLUMNS, NEXT_COLUMN } from '../notifications/notification-columns.tsx';
import { NOTIFICATION_FILTERS } from '../notifications/notification-words.ts';
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
  ...ATTEMPT_COLUMNS,
  NEXT_COLUMN,
  {
    key: 'address',
    title: { zh: '通知地址', en: 'Address' },
    show: ({ address }) => <code className="glance">{address}</code>,
  },
  { key: 'app', title: { zh: '应用', en: 'App' }, show: ({ appName }) => appName },
];

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
      <Notice notice={notice} />
      <DataTable
        filters={NOTIFICATION_FILTERS}
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
