import type { BillDayView } from '@zhixiao/contract/console/bill-days';
import { useWords } from '../../language/language.tsx';

const WORDS = {
  zh: {
    label: '对账进度',
    fetch: '取账单',
    explain: '核对差异',
    lock: '锁定',
    done: '已完成',
    current: '进行中',
    later: '未开始',
    left: (count: number) => `还有 ${count} 项`,
  },
  en: {
    label: 'Progress of the day',
    fetch: 'Fetch the bill',
    explain: 'Explain differences',
    lock: 'Lock',
    done: 'done',
    current: 'in progress',
    later: 'not begun',
    left: (count: number) => `${count} left`,
  },
};

/** The three steps that close a day, and which of them it is at. */
export function DaySteps({ day }: { day: BillDayView }) {
  const words = useWords(WORDS);
  const left = day.openCount + day.proposedCount;
  const isCompared = day.run?.status === 'done' && left === 0;
  const done = [day.bill !== undefined, day.bill !== undefined && isCompared, day.status === 'locked'];
  const at = done.indexOf(false);
  const steps = [
    { key: 'fetch', text: words.fetch },
    { key: 'explain', text: left > 0 ? `${words.explain} · ${words.left(left)}` : words.explain },
    { key: 'lock', text: words.lock },
  ];
  return (
    <ol className="day-steps" aria-label={words.label}>
      {steps.map(({ key, text }, index) => {
        const state = done[index] ? 'done' : index === at ? 'current' : 'later';
        return (
          <li key={key} className={state} aria-current={state === 'current' ? 'step' : undefined}>
            <span className="step-mark" aria-hidden="true">
              {state === 'done' ? '✓' : index + 1}
            </span>
            {text}
            <span className="unseen">{words[state]}</span>
          </li>
        );
      })}
    </ol>
  );
}
