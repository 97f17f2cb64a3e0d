import type { Approved, ChangeView } from '@zhixiao/contract/console/changes';
import { CHANGE_KIND_NAMES, CHANGE_STATUS_NAMES } from '@zhixiao/contract/words/changes';
import { Alert, Button, Descriptions, Space, Spin } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { OneTimeLinkNotice } from '../../components/one-time-link.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { SecretNotice } from '../../components/secret-notice.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { useSession } from '../../session/session.tsx';
import { notifyDecided } from '../../shell/to-decide.ts';
import { ChangeLines } from './change-lines.tsx';
import { CHANGE_TONES, WORDS } from './change-words.ts';
import { Owner } from './changes-page.tsx';

type Action = 'approve' | 'refuse' | 'withdraw';

/** One change: what it says, and the decision about it. What an approval made is shown here once. */
export function Page({ changeRequestId = '' }: Readonly<Record<string, string>>) {
  const words = useWords(WORDS);
  const { answer, error, reload } = useAnswer('GET /changes/:changeRequestId', { changeRequestId });
  const [approved, setApproved] = useState<Approved>({});
  const [notice, setNotice] = useState<NoticeText>();
  if (!answer) return error ? <RefusalAlert error={error} onRetry={reload} /> : <Spin />;
  return (
    <>
      <p>
        <Link to="/changes">{words.back}</Link>
      </p>
      <RefusalAlert error={error} onRetry={reload} />
      <Notice notice={notice} />
      {approved.link && <OneTimeLinkNotice link={approved.link} />}
      {approved.secrets && <SecretNotice secrets={approved.secrets} />}
      <Facts change={answer} />
      <h2>{words.lines}</h2>
      <ChangeLines lines={answer.lines} />
      <StateSection change={answer} />
      <Decision
        change={answer}
        onDone={(action, made) => {
          setApproved(made);
          setNotice({ text: words.done[action] });
          notifyDecided();
          reload();
        }}
        onRefused={reload}
      />
    </>
  );
}

function Facts({ change }: { change: ChangeView }) {
  const words = useWords(WORDS);
  const kinds = useWords(CHANGE_KIND_NAMES);
  const { decidedAt, decidedByName, reason } = change;
  const items = {
    kind: kinds[change.kind],
    status: <StatusTag status={change.status} words={CHANGE_STATUS_NAMES} tones={CHANGE_TONES} />,
    subject: <code className="details">{change.subject}</code>,
    school: <Owner {...change} />,
    asked: (
      <>
        {words.by(change.askedByName)}
        <TimeText at={change.askedAt} />
      </>
    ),
    expires: <TimeText at={change.expiresAt} />,
    ...(decidedAt === undefined
      ? {}
      : {
          decided: (
            <>
              {decidedByName && words.by(decidedByName)}
              <TimeText at={decidedAt} />
            </>
          ),
        }),
    ...(reason === undefined ? {} : { reason }),
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

/** Why this operator cannot decide, or why the request cannot be approved. */
function StateSection({ change }: { change: ChangeView }) {
  const words = useWords(WORDS);
  const { account } = useSession();
  if (change.status !== 'waiting') return null;
  if (change.isOutdated) return <Alert type="warning" role="status" showIcon title={words.outdated} />;
  return change.askedBy === account ? <p>{words.own}</p> : null;
}

function Decision(props: {
  change: ChangeView;
  onDone: (action: Action, made: Approved) => void;
  onRefused: () => void;
}) {
  const { change, onDone, onRefused } = props;
  const words = useWords(WORDS);
  const kind = useWords(CHANGE_KIND_NAMES)[change.kind];
  const [action, setAction] = useState<Action>();
  const { changeRequestId, subject } = change;
  const title = {
    approve: words.approving(kind, subject),
    refuse: words.refusing(kind, subject),
    withdraw: words.withdrawing,
  };
  const act = async (reason: string) => {
    if (action === 'approve') {
      onDone(action, await call('POST /changes/:changeRequestId/approve', { changeRequestId, reason }));
    } else if (action === 'refuse') {
      await call('POST /changes/:changeRequestId/refuse', { changeRequestId, reason });
      onDone(action, {});
    } else if (action === 'withdraw') {
      await call('POST /changes/:changeRequestId/withdraw', { changeRequestId });
      onDone(action, {});
    }
  };
  return (
    <>
      <Space wrap className="decisions">
        {change.mayDecide && !change.isOutdated && (
          <Button type="primary" onClick={() => setAction('approve')}>
            {words.approve}
          </Button>
        )}
        {change.mayDecide && (
          <Button danger onClick={() => setAction('refuse')}>
            {words.refuse}
          </Button>
        )}
        {change.mayWithdraw && <Button onClick={() => setAction('withdraw')}>{words.withdraw}</Button>}
      </Space>
      <ConfirmWithReason
        title={action ? title[action] : ''}
        isOpen={action !== undefined}
        isDangerous={action === 'refuse'}
        asksReason={action !== 'withdraw'}
        reasonLabel={words.reason}
        onConfirm={act}
        onRefused={onRefused}
        onClose={() => setAction(undefined)}
      >
        <p>{action === 'approve' ? words.consequence : words.nothing}</p>
      </ConfirmWithReason>
    </>
  );
}
