import type { CountView, PersonalDataRequestRow } from '@zhixiao/contract/console/personal-data';
import {
  DATA_REQUEST_KIND_NAMES,
  DATA_REQUEST_STATUS_NAMES,
  FATE_NAMES,
  HELD_KIND_NAMES,
  HELD_REASONS,
} from '@zhixiao/contract/words/personal-data';
import { Alert, Descriptions, Spin, Table } from 'antd';
import { useAnswer } from '../../api/use-answer.ts';
import { useRepeated } from '../../api/use-repeated.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { SchoolName } from '../../components/school-column.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { FATE_TONES, STATUS_TONES, WORDS } from './personal-data-words.ts';

const LOOK_EVERY_MS = 2_000;

/** A receipt: what was asked for, and what came of it, kind by kind. */
export function Page({ requestId = '' }: Readonly<Record<string, string>>) {
  const words = useWords(WORDS);
  const { answer, error, reload, lookAgain } = useAnswer('GET /personal-data/requests/:requestId', {
    requestId,
  });
  const isErasing = answer?.kind === 'erasure' && answer.status === 'running';
  useRepeated(lookAgain, LOOK_EVERY_MS, isErasing);
  if (!answer) return error ? <RefusalAlert error={error} onRetry={reload} /> : <Spin />;
  return (
    <>
      <p>
        <Link to="/personal-data">{words.back}</Link>
      </p>
      <RefusalAlert error={error} onRetry={reload} />
      <div role="status">{isErasing && <Alert type="info" showIcon title={words.running} />}</div>
      <Facts request={answer} />
      <h2>{words.counts}</h2>
      {answer.counts.length === 0 ? <p>{words.none}</p> : <Counts request={answer} />}
    </>
  );
}

function Facts({ request }: { request: PersonalDataRequestRow }) {
  const words = useWords(WORDS);
  const kinds = useWords(DATA_REQUEST_KIND_NAMES);
  const { requestId, kind, person, status, askedByName, askedAt, finishedAt, reason } = request;
  const items = {
    requestId: <code>{requestId}</code>,
    request: kinds[kind],
    person: <code>{person}</code>,
    status: <StatusTag status={status} words={DATA_REQUEST_STATUS_NAMES} tones={STATUS_TONES} />,
    school: <SchoolName {...request} />,
    askedBy: askedByName,
    askedAt: <TimeText at={askedAt} />,
    ...(finishedAt === undefined ? {} : { finishedAt: <TimeText at={finishedAt} /> }),
    why2: reason,
  };
  return (
    <Descriptions
      bordered
      size="small"
      column={{ xs: 1, md: 2 }}
      items={Object.entries(items).map(([key, children]) => ({
        key,
        label: words[key as keyof typeof items],
        children,
      }))}
    />
  );
}

function Counts({ request: { kind: request, counts } }: { request: PersonalDataRequestRow }) {
  const words = useWords(WORDS);
  const kinds = useWords(HELD_KIND_NAMES);
  const reasons = useWords(HELD_REASONS);
  const isErasure = request === 'erasure';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={words.counts}>
      <Table<CountView>
        size="small"
        rowKey={({ kind }) => kind}
        dataSource={[...counts]}
        pagination={false}
        columns={[
          { key: 'kind', title: words.kind, render: (_, { kind }) => kinds[kind] },
          { key: 'found', title: words.found, align: 'right', render: (_, { found }) => found },
          ...(isErasure
            ? [
                {
                  key: 'fate',
                  title: words.dealtWith,
                  render: (_: unknown, { fate }: CountView) => (
                    <StatusTag status={fate} words={FATE_NAMES} tones={FATE_TONES} />
                  ),
                },
                {
                  key: 'erased',
                  title: words.erased,
                  align: 'right' as const,
                  render: (_: unknown, { fate, erased }: CountView) =>
                    fate === 'kept' ? words.kept : erased,
                },
                {
                  key: 'why',
                  title: words.why,
                  render: (_: unknown, { kind }: CountView) => (
                    <span className="details">{reasons[kind]}</span>
                  ),
                },
              ]
            : []),
        ]}
      />
    </section>
  );
}
