import type { EndpointRow } from '@zhixiao/contract/console/notifications';
import { Table } from 'antd';
import { useAnswer } from '../../api/use-answer.ts';
import { useRepeated } from '../../api/use-repeated.ts';
import { ExportButtons } from '../../components/export-buttons.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useSchool } from '../../session/session.tsx';
import { WORDS } from './notification-words.ts';

const SHOWN = 20;
const LOOK_EVERY_MS = 10_000;
/** As far as the server counts. */
const WAITING_COUNTED = 1_000;

/** Partners' servers that do not answer, while there are any. */
export function DeadEndpoints() {
  const words = useWords(WORDS);
  const filter = { ...useSchool(), state: 'paused' } as const;
  const asked = useAnswer('GET /endpoints', { ...filter, limit: SHOWN });
  useRepeated(asked.lookAgain, LOOK_EVERY_MS, true);
  const { rows = [], next } = asked.answer ?? {};
  if (rows.length === 0) return null;
  return (
    <div className="part">
      <h2 id="dead-endpoints">{words.dead}</h2>
      <p className="note">{words.deadAdvice}</p>
      <div className="table-tools">
        <ExportButtons list="GET /endpoints/export" params={filter} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="table-scroll" tabIndex={0} aria-labelledby="dead-endpoints">
        <Table<EndpointRow>
          size="small"
          rowKey={({ appId, endpoint }) => `${appId} ${endpoint}`}
          dataSource={[...rows]}
          pagination={false}
          columns={[
            { title: words.endpoint, render: (_, { endpoint }) => <code>{endpoint}</code> },
            { title: words.app, render: (_, { appName }) => appName },
            { title: words.since, render: (_, { failingSince }) => <TimeText at={failingSince} /> },
            { title: words.failures, align: 'right', render: (_, { failures }) => failures },
            { title: words.probe, render: (_, { probeAt }) => <TimeText at={probeAt} /> },
            {
              title: words.waiting,
              align: 'right',
              render: (_, { waiting }) => (waiting < WAITING_COUNTED ? waiting : `≥ ${waiting}`),
            },
            {
              title: words.actions,
              render: (_, { appId }) => (
                <Link to={`/notifications?${new URLSearchParams({ status: 'pending', appId })}`}>
                  {words.show}
                </Link>
              ),
            },
          ]}
        />
      </section>
      {next !== undefined && <p className="note">{words.moreDead}</p>}
    </div>
  );
}
