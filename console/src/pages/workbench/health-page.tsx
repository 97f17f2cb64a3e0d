import type { HealthView } from '@zhixiao/contract/console/workbench';
import { ATTEMPT_OUTCOME_NAMES } from '@zhixiao/contract/words/notifications';
import { Descriptions, Spin } from 'antd';
import { useAnswer } from '../../api/use-answer.ts';
import { useRepeated } from '../../api/use-repeated.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { StatusTag, type Tone } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { percentText } from '../../language/format.ts';
import { useWords } from '../../language/language.tsx';
import { MARKS } from '../../language/marks.ts';
import { Link } from '../../routing/link.tsx';
import { useMay, useSchool } from '../../session/session.tsx';

const LOOK_EVERY_MS = 10_000;
/** As far as the server counts. */
const WAITING_COUNTED = 1_000;

const WORDS = {
  zh: {
    intro: '每个应用最近七天内最新的 200 条支付通知。通知成功是指贵方返回 2xx 且内容为 success。',
    none: '没有应用',
    state: '状态',
    share: '送达率',
    ofTried: (delivered: number, tried: number) => `${delivered} / ${tried} 条`,
    nothing: '最近七天没有通知',
    attempts: '平均次数',
    success: '最近成功',
    failure: '最近失败',
    reason: '失败原因',
    waiting: '待送达',
    since: '最早一条应发时间',
    paused: '暂停的地址（无应答，定时试探）',
    show: '查看',
  },
  en: {
    intro:
      'The newest 200 payment notifications of each app in the last seven days. A notification has arrived when your server answers 2xx with “success”.',
    none: 'No apps',
    state: 'State',
    share: 'Delivered',
    ofTried: (delivered: number, tried: number) => `${delivered} of ${tried}`,
    nothing: 'No notifications in the last seven days',
    attempts: 'Average attempts',
    success: 'Last success',
    failure: 'Last failure',
    reason: 'Reason',
    waiting: 'Waiting',
    since: 'First one due',
    paused: 'Paused endpoints (no answer; probed)',
    show: 'Show',
  },
};

const STATES = {
  zh: { idle: '无通知', good: '正常', late: '有积压', paused: '已暂停' },
  en: { idle: 'Nothing sent', good: 'Good', late: 'Waiting', paused: 'Paused' },
};
type State = keyof (typeof STATES)['zh'];
const TONES: Readonly<Record<State, Tone>> = { idle: 'over', good: 'good', late: 'warning', paused: 'bad' };

function stateOf({ tried, waiting, paused, attempts }: HealthView): State {
  if (paused.length > 0) return 'paused';
  if (waiting > 0 && attempts > 0) return 'late';
  return tried === 0 ? 'idle' : 'good';
}

/** How each app's endpoint takes the notifications of payments. */
export function Page() {
  const words = useWords(WORDS);
  const asked = useAnswer('GET /workbench/health', useSchool());
  useRepeated(asked.lookAgain, LOOK_EVERY_MS, true);
  const { answer, error, reload } = asked;
  if (!answer) return error ? <RefusalAlert error={error} onRetry={reload} /> : <Spin />;
  return (
    <>
      <p>{words.intro}</p>
      <RefusalAlert error={error} onRetry={reload} />
      {answer.apps.length === 0 && <p>{words.none}</p>}
      {answer.apps.map((health) => (
        <AppHealth key={health.appId} health={health} />
      ))}
    </>
  );
}

/** How one app's endpoint takes them. */
export function AppHealth({ health, title }: { health: HealthView; title?: string }) {
  const words = useWords(WORDS);
  const { list, aside } = useWords(MARKS);
  const outcomes = useWords(ATTEMPT_OUTCOME_NAMES);
  const { appId, appName, tried, delivered, attempts, lastFailure, waiting, paused } = health;
  const notifications = useMay()('workbench.read') ? '/workbench/notifications' : '/notifications';
  const pending = `${notifications}?${new URLSearchParams({ status: 'pending', appId })}`;
  const items = {
    state: <StatusTag status={stateOf(health)} words={STATES} tones={TONES} />,
    share:
      tried === 0
        ? words.nothing
        : aside(percentText((100 * delivered) / tried), words.ofTried(delivered, tried)),
    ...(tried === 0 ? {} : { attempts: (attempts / tried).toFixed(1) }),
    success: <TimeText at={health.lastSuccessAt} />,
    failure: <TimeText at={lastFailure?.at} />,
    ...(lastFailure
      ? {
          reason: (
            <>
              {outcomes[lastFailure.outcome]}
              {lastFailure.httpStatus !== undefined && ` HTTP ${lastFailure.httpStatus}`}
              <code className="details note">{lastFailure.detail}</code>
            </>
          ),
        }
      : {}),
    waiting: (
      <>
        {waiting < WAITING_COUNTED ? waiting : `≥ ${waiting}`}{' '}
        {waiting > 0 && <Link to={pending}>{words.show}</Link>}
      </>
    ),
    ...(waiting > 0 ? { since: <TimeText at={health.waitingSince} /> } : {}),
    ...(paused.length > 0 ? { paused: <code className="details">{list(paused)}</code> } : {}),
  };
  return (
    <section className="part" aria-labelledby={`health-${appId}`}>
      <h2 id={`health-${appId}`}>{title ?? aside(appName, appId)}</h2>
      <Descriptions
        bordered
        size="small"
        column={{ xs: 1, md: 2 }}
        items={Object.entries(items).map(([key, children]) => ({
          key,
          label: words[key as Exclude<keyof typeof words, 'ofTried'>],
          children,
        }))}
      />
    </section>
  );
}
