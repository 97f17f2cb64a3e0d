import type { AppPageView } from '@zhixiao/contract/console/apps';
import { APP_STATUS_NAMES, UNREACHABLE_REASON_NAMES } from '@zhixiao/contract/words/apps';
import { Alert, Button, Skeleton } from 'antd';
import { useAnswer } from '../../api/use-answer.ts';
import { CopiedText } from '../../components/copy-button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { PageActions } from '../../components/page-actions.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useMay } from '../../session/session.tsx';
import { AppHealth } from '../workbench/health-page.tsx';
import { REQUEST_COLUMNS } from '../workbench/requests-page.tsx';
import { AppCalls } from './app-calls.tsx';
import { actionsOf, useAppDesk } from './app-desk.tsx';
import { AppMoney } from './app-money.tsx';
import { PAGE_WORDS } from './app-page-words.ts';
import { APP_TONES, WORDS } from './app-words.ts';

/** One partner system: how it stands, its keys, calls, notifications and money. */
export function Page({ appId = '' }: Readonly<Record<string, string>>) {
  const pageWords = useWords(PAGE_WORDS);
  const words = useWords(WORDS);
  const may = useMay();
  const { answer, error, reload } = useAnswer('GET /apps/:appId', { appId });
  const desk = useAppDesk(reload);
  return (
    <>
      <p>
        <Link to="/apps">{pageWords.back}</Link>
      </p>
      <RefusalAlert error={error} onRetry={reload} />
      {desk.notices}
      {!answer && !error && <Skeleton active />}
      {answer && (
        <>
          <PageActions>
            {may('apps.manage') &&
              actionsOf(answer.app).map((action) => (
                <Button key={action} onClick={() => desk.begin(answer.app, action)}>
                  {words.action[action]}
                </Button>
              ))}
          </PageActions>
          <Head page={answer} />
          <Unreachable page={answer} />
          <Keys page={answer} />
          <AppCalls page={answer} />
          <AppHealth health={answer.health} title={pageWords.health} />
          {may('overview.read') && <AppMoney appId={appId} />}
          {may('workbench.read') && <LatestCalls appId={appId} />}
        </>
      )}
      {desk.dialogs}
    </>
  );
}

function Head({ page: { app } }: { page: AppPageView }) {
  const words = useWords(PAGE_WORDS);
  const lists = useLists(app.appId);
  return (
    <section className="part app-head">
      <p className="hero">
        {app.name}{' '}
        <StatusTag status={app.frozen ? 'frozen' : 'active'} words={APP_STATUS_NAMES} tones={APP_TONES} />
      </p>
      <p className="note">
        {app.schoolName} · <CopiedText text={app.appId} /> · <code>{app.cipher}</code>
      </p>
      <nav className="app-lists" aria-label={words.lists}>
        {lists.map(({ name, to }) => (
          <Link key={name} to={to}>
            {words.list[name]}
          </Link>
        ))}
      </nav>
    </section>
  );
}

/** The lists of everything of an app, filtered, for who may see them. */
function useLists(appId: string) {
  const may = useMay();
  const query = new URLSearchParams({ appId });
  const pages = [
    { name: 'orders', to: `/orders?${query}`, permission: 'orders.read' },
    { name: 'refunds', to: `/refunds?${query}`, permission: 'refunds.read' },
    { name: 'notifications', to: `/notifications?${query}`, permission: 'orders.read' },
    { name: 'invoices', to: `/invoices?${query}`, permission: 'orders.read' },
    { name: 'requests', to: `/workbench/requests?${query}`, permission: 'workbench.read' },
    { name: 'overview', to: `/overview?${query}`, permission: 'overview.read' },
  ] as const;
  return pages.filter(({ permission }) => may(permission));
}

function Unreachable({ page: { app } }: { page: AppPageView }) {
  const words = useWords(WORDS);
  const reasons = useWords(UNREACHABLE_REASON_NAMES);
  return app.unreachable.map(({ endpoint, reason, seenAt }) => (
    <Alert
      key={endpoint}
      className="part"
      type="warning"
      role="status"
      showIcon
      title={
        <>
          {words.unreachable(endpoint, reasons[reason])}
          {words.lastNamed} <TimeText at={seenAt} />
        </>
      }
    />
  ));
}

function Keys({ page: { app } }: { page: AppPageView }) {
  const words = useWords(PAGE_WORDS);
  const appWords = useWords(WORDS);
  const { keyChange, spoke, keysIssuedAt } = app;
  const days = Math.floor((Date.now() - Date.parse(keysIssuedAt)) / DAY_MS);
  return (
    <section className="part" aria-labelledby="keys">
      <h2 id="keys">{words.keys}</h2>
      <dl className="facts in-a-row">
        <div>
          <dt>{words.age}</dt>
          <dd>
            {words.days(days)}{' '}
            <span className="details note">
              <TimeText at={keysIssuedAt} />
            </span>
          </dd>
        </div>
        <div>
          <dt>{words.change}</dt>
          <dd>
            {keyChange
              ? keyChange.usedAt === undefined
                ? appWords.keysIssued
                : appWords.keysUsed
              : appWords.oneKey}
            {keyChange && (
              <span className="details note">
                <TimeText at={keyChange.issuedAt} />
              </span>
            )}
          </dd>
        </div>
        {(['v1', 'v2'] as const).map((version) => (
          <div key={version}>
            <dt>{words.spoke[version]}</dt>
            <dd>{spoke[version] ? <TimeText at={spoke[version]} /> : appWords.never}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const DAY_MS = 86_400_000;

function LatestCalls({ appId }: { appId: string }) {
  const words = useWords(PAGE_WORDS);
  return (
    <>
      <h2>{words.latest}</h2>
      <DataTable
        list="GET /workbench/requests"
        params={{ appId }}
        columns={REQUEST_COLUMNS.filter(({ key }) => key !== 'app')}
        rowKey={({ requestId }) => requestId}
        empty={{ zh: '最近七天没有请求', en: 'No requests in the last seven days' }}
      />
    </>
  );
}
