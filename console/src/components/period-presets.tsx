import { monthAgo, weekBegan } from '../language/calendar.ts';
import { dayAgo } from '../language/format.ts';
import { useWords } from '../language/language.tsx';

interface Period {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The periods that finance asks for, each one click; the one that is set is taken back by another. */
export function PeriodPresets({ period, onChange }: { period: Period; onChange: (next: Period) => void }) {
  const words = useWords(WORDS);
  const today = dayAgo(0);
  const presets = {
    today: { from: today, to: today },
    yesterday: { from: dayAgo(1), to: dayAgo(1) },
    week: { from: weekBegan(today), to: today },
    month: { from: `${today.slice(0, 7)}-01`, to: today },
    lastMonth: monthAgo(today),
  };
  return (
    <fieldset className="presets" aria-label={words.label}>
      {(Object.keys(presets) as (keyof typeof presets)[]).map((name) => {
        const { from, to } = presets[name];
        const isSet = period.from === from && period.to === to;
        return (
          <button
            key={name}
            type="button"
            aria-pressed={isSet}
            onClick={() => onChange(isSet ? { from: undefined, to: undefined } : { from, to })}
          >
            {words[name]}
          </button>
        );
      })}
    </fieldset>
  );
}

const WORDS = {
  zh: {
    label: '时间范围',
    today: '今天',
    yesterday: '昨天',
    week: '本周',
    month: '本月',
    lastMonth: '上月',
  },
  en: {
    label: 'Period',
    today: 'Today',
    yesterday: 'Yesterday',
    week: 'This week',
    month: 'This month',
    lastMonth: 'Last month',
  },
};
