import type { RetentionPeriodView } from '@zhixiao/contract/console/retention';
import { periodIn, RETENTION_KIND_NAMES, RETENTION_LAW_NAMES } from '@zhixiao/contract/words/retention';
import { Table } from 'antd';
import { useAnswer } from '../../api/use-answer.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useLanguage, useWords } from '../../language/language.tsx';
import { WORDS } from './retention-words.ts';

/** For how long each kind is kept here, and why not shorter. */
export function PeriodsTable() {
  const words = useWords(WORDS);
  const kinds = useWords(RETENTION_KIND_NAMES);
  const laws = useWords(RETENTION_LAW_NAMES);
  const { language } = useLanguage();
  const { answer, error, isLoading, reload } = useAnswer('GET /retention-periods');
  const reasonOf = ({ law, isSetting, periodHours, defaultHours }: RetentionPeriodView) => {
    if (!isSetting) return words.rule;
    const chosen = periodHours === defaultHours ? words.byChoice : words.changed;
    return law === undefined ? chosen : `${chosen} · ${laws[law]}`;
  };
  return (
    <>
      <RefusalAlert error={error} onRetry={reload} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="table-scroll" tabIndex={0} aria-label={words.periods}>
        <Table<RetentionPeriodView>
          size="small"
          pagination={false}
          loading={isLoading}
          rowKey={({ kind }) => kind}
          dataSource={answer ? [...answer.rows] : []}
          columns={[
            { title: words.kind, render: (_, { kind }) => kinds[kind] },
            { title: words.period, render: (_, { periodHours }) => periodIn(language, periodHours) },
            { title: words.least, render: (_, { leastHours }) => periodIn(language, leastHours) },
            { title: words.reason, render: (_, row) => reasonOf(row) },
          ]}
        />
      </section>
    </>
  );
}
