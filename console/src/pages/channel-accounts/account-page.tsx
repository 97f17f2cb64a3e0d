import { Alert, Skeleton } from 'antd';
import { useState } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { AccountForm } from './account-form.tsx';
import { WORDS } from './account-words.ts';
import { NewAccountChoice, type Owner } from './new-account-choice.tsx';

/** One merchant account, or a new one. */
export function Page({ channelAccountId = '' }: Readonly<Record<string, string>>) {
  const words = useWords(WORDS);
  return (
    <>
      <p>
        <Link to="/channel-accounts">{words.back}</Link>
      </p>
      {channelAccountId === 'new' ? <NewAccount /> : <KnownAccount channelAccountId={channelAccountId} />}
    </>
  );
}

function NewAccount() {
  const [owner, setOwner] = useState<Owner>();
  return owner ? <AccountForm owner={owner} /> : <NewAccountChoice onChosen={setOwner} />;
}

function KnownAccount({ channelAccountId }: { channelAccountId: string }) {
  const words = useWords(WORDS);
  const { answer, error, reload } = useAnswer('GET /channel-accounts');
  const account = answer?.rows.find((each) => each.channelAccountId === channelAccountId);
  if (account) return <AccountForm account={account} />;
  if (error) return <RefusalAlert error={error} onRetry={reload} />;
  return answer ? <Alert type="error" role="alert" showIcon title={words.none} /> : <Skeleton active />;
}
