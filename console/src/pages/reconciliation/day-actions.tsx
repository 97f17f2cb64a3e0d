import type { BillDayView } from '@zhixiao/contract/console/bill-days';
import { Alert, Button, Progress, Space } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { useRepeated } from '../../api/use-repeated.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useWords } from '../../language/language.tsx';
import { useMay } from '../../session/session.tsx';
import { WORDS as DAY_WORDS } from './day-words.ts';

const LOOK_EVERY_MS = 1000;
const ALL = 100;

const WORDS = {
  zh: {
    fetch: '取账单',
    reconcile: '开始对账',
    again: '重新对账',
    running: '对账进度',
    failed: '上次对账中断，请重新对账',
    lock: '锁定该日',
    lockTitle: (date: string) => `锁定 ${date}？`,
    lockConsequence: '锁定后不能再对账和修改差异，之后发现的归入以后的账单日。不能撤销。',
    lockBlocked: (count: number) => `还有 ${count} 项差异未处理，处理完才能锁定`,
  },
  en: {
    fetch: 'Fetch the bill',
    reconcile: 'Compare',
    again: 'Compare again',
    running: 'Comparing',
    failed: 'The last comparison was interrupted; compare again',
    lock: 'Lock the day',
    lockTitle: (date: string) => `Lock ${date}?`,
    lockConsequence:
      'The day is no longer compared or changed; anything found later belongs to a later day. This cannot be undone.',
    lockBlocked: (count: number) =>
      count === 1
        ? '1 difference is open; resolve it before you lock the day'
        : `${count} differences are open; resolve them before you lock the day`,
  },
};

/** Fetch, compare and lock, as far as the day and the operator allow; with how far a comparison is. */
export function DayActions(props: { day: BillDayView; onProgress: () => void; onChanged: () => void }) {
  const { day, onProgress, onChanged } = props;
  const words = useWords(WORDS);
  const { later } = useWords(DAY_WORDS);
  const may = useMay();
  const [isLocking, setLocking] = useState(false);
  const [isLate, setLate] = useState(false);
  const { channelAccountId, date, run } = day;
  const key = { channelAccountId, date };
  const fetching = useAction(async () => {
    const { state } = await call('POST /reconciliation/days/:channelAccountId/:date/fetch', key);
    setLate(state === 'later');
    onChanged();
  });
  const reconciling = useAction(async () => {
    await call('POST /reconciliation/days/:channelAccountId/:date/reconcile', key);
    onChanged();
  });
  const isRunning = run?.status === 'running';
  useRepeated(onProgress, LOOK_EVERY_MS, reconciling.isBusy || isRunning);
  const error = fetching.error ?? reconciling.error;
  const undone = day.openCount + day.proposedCount;
  return (
    <section className="day-actions">
      <Space wrap>
        {may('reconciliation.propose') && !day.bill && (
          <Button type="primary" onClick={fetching.run} loading={fetching.isBusy}>
            {words.fetch}
          </Button>
        )}
        {may('reconciliation.propose') && day.bill && day.status !== 'locked' && (
          <Button
            type={run ? 'default' : 'primary'}
            onClick={reconciling.run}
            loading={reconciling.isBusy || isRunning}
          >
            {run ? words.again : words.reconcile}
          </Button>
        )}
        {may('reconciliation.approve') && day.status === 'reconciled' && (
          <Button disabled={undone > 0 || isRunning} onClick={() => setLocking(true)}>
            {words.lock}
          </Button>
        )}
        {may('reconciliation.approve') && day.status === 'reconciled' && undone > 0 && (
          <span>{words.lockBlocked(undone)}</span>
        )}
      </Space>
      {isRunning && (
        <Progress
          aria-label={words.running}
          percent={Math.floor((run.rowsDone / Math.max(run.rowsTotal, 1)) * ALL)}
        />
      )}
      {run?.status === 'failed' && <Alert type="warning" role="status" showIcon title={words.failed} />}
      {isLate && !day.bill && <Alert type="warning" role="status" showIcon title={later} />}
      <RefusalAlert error={error} />
      <ConfirmWithReason
        title={words.lockTitle(date)}
        isOpen={isLocking}
        isDangerous
        asksReason={false}
        onConfirm={async () => {
          await call('POST /reconciliation/days/:channelAccountId/:date/lock', key);
          onChanged();
        }}
        onClose={() => setLocking(false)}
      >
        <p>{words.lockConsequence}</p>
      </ConfirmWithReason>
    </section>
  );
}
