import type { AccountView } from '@zhixiao/contract/console/account';
import { Button, Tag } from 'antd';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { browserName } from './browser-name.ts';

const WORDS = {
  zh: {
    sessions: '登录中的设备',
    here: '本机',
    since: '登录于',
    seen: '最近活动',
    endOthers: '退出其他登录',
  },
  en: {
    sessions: 'Where you are signed in',
    here: 'This device',
    since: 'Signed in',
    seen: 'Last active',
    endOthers: 'Sign out everywhere else',
  },
};

/** Where the operator is signed in, and the way to end it everywhere else. */
export function SessionSection(props: { sessions: AccountView['sessions']; onChange: () => void }) {
  const { sessions, onChange } = props;
  const words = useWords(WORDS);
  const end = useAction(async () => {
    await call('POST /account/sessions/end-others');
    onChange();
  });
  return (
    <section className="part" aria-label={words.sessions}>
      <h2>{words.sessions}</h2>
      <ul className="sessions">
        {sessions.map((session) => (
          <li key={`${session.createdAt} ${session.lastSeenAt}`}>
            <div className="session-name">
              <strong title={session.userAgent}>{browserName(session.userAgent)}</strong>
              {session.isThis && <Tag>{words.here}</Tag>}
            </div>
            <div className="note">
              {session.address} · {words.since} <TimeText at={session.createdAt} /> · {words.seen}{' '}
              <TimeText at={session.lastSeenAt} />
            </div>
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Button onClick={end.run} loading={end.isBusy}>
          {words.endOthers}
        </Button>
      )}
    </section>
  );
}
