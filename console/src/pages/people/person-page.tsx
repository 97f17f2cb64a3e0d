import type { PersonView } from '@zhixiao/contract/console/directory';
import type { PersonPageView } from '@zhixiao/contract/console/people';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { PageActions } from '../../components/page-actions.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { useWords } from '../../language/language.tsx';
import { Link } from '../../routing/link.tsx';
import { PersonCard } from '../directory/person-card.tsx';
import { PERSON_STATUSES, PERSON_TONES } from '../directory/person-words.ts';
import { WORDS } from './people-words.ts';
import { PersonFacts } from './person-facts.tsx';
import { PersonLists } from './person-lists.tsx';
import { PersonMoney } from './person-money.tsx';

/** All there is about one person: masked until it is shown in full, which is recorded as every look is. */
export function Page({ schoolId = '', openId = '' }: Readonly<Record<string, string>>) {
  const words = useWords(WORDS);
  const one = { schoolId, openId };
  const { answer, error, reload } = useAnswer('POST /people/read', one);
  const [full, setFull] = useState<PersonView>();
  const reveal = useAction(async () => setFull(await call('POST /people/reveal', one)));
  return (
    <>
      <p>
        <Link to="/directory">{words.back}</Link>
      </p>
      <RefusalAlert error={error} onRetry={reload} />
      <RefusalAlert error={reveal.error} />
      {!answer && !error && <Skeleton active />}
      {answer && (
        <>
          <PageActions>
            <Button
              aria-expanded={full !== undefined}
              loading={reveal.isBusy}
              onClick={full ? () => setFull(undefined) : reveal.run}
            >
              {full ? words.hide : words.reveal}
            </Button>
          </PageActions>
          <Head person={answer} />
          {full && (
            <PersonCard
              person={full}
              schoolId={schoolId}
              isOnPage
              onChanged={() => {
                void reveal.run();
                reload();
              }}
            />
          )}
          <PersonFacts person={answer} />
          <PersonLists {...one} />
        </>
      )}
    </>
  );
}

function Head({ person }: { person: PersonPageView }) {
  const words = useWords(WORDS);
  const { userName, userNo, identityType, frozen, schoolName, sums } = person;
  return (
    <section className="part order-head person-head">
      <div>
        <p className="hero">
          {userName}{' '}
          <StatusTag status={frozen ? 'frozen' : 'active'} words={PERSON_STATUSES} tones={PERSON_TONES} />
        </p>
        <p className="whose">
          <code>{userNo}</code> {words.identity[identityType]}
        </p>
        <p className="note">{schoolName}</p>
        <p className="note">{words.audited}</p>
      </div>
      <PersonMoney sums={sums} />
    </section>
  );
}
