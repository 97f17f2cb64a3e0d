import type { NotificationRow } from '@zhixiao/contract/console/notifications';
import { ATTEMPT_OUTCOME_NAMES, NOTIFICATION_STATUS_NAMES } from '@zhixiao/contract/words/notifications';
import type { DataColumn } from '../../components/data-column.ts';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { NOTIFICATION_TONES } from './notification-words.ts';

/** How a notification fares: its status, how often it was attempted, and what the last attempt was answered. */
export const ATTEMPT_COLUMNS: readonly DataColumn<NotificationRow>[] = [
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
];

/** When it is attempted next, or when it was delivered or given up. */
export const NEXT_COLUMN: DataColumn<NotificationRow> = {
  key: 'next',
  title: { zh: '下次或结束时间', en: 'Next attempt or end' },
  show: ({ nextAttemptAt, settledAt }) => <TimeText at={nextAttemptAt ?? settledAt} />,
};

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
