import type { PersonPageView } from '@zhixiao/contract/console/people';
import { ChannelText } from '../../components/channel-text.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { WORDS } from './people-words.ts';

/** Whose accounts are known as the person's, and where the person is known from. */
export function PersonFacts({ person }: { person: PersonPageView }) {
  const words = useWords(WORDS);
  const { bindings, cardLinkAt, lastImport } = person;
  return (
    <section className="part" aria-labelledby="person-facts">
      <h2 id="person-facts">{words.facts}</h2>
      <dl className="facts in-a-row">
        <div>
          <dt>{words.bindings}</dt>
          {bindings.length === 0 && <dd>{words.none}</dd>}
          {bindings.map(({ channel, uid }) => (
            <dd key={`${channel} ${uid}`}>
              <ChannelText channel={channel} /> <code>{uid}</code>
            </dd>
          ))}
        </div>
        <div>
          <dt>{words.card}</dt>
          <dd>
            {cardLinkAt === undefined ? (
              words.noCard
            ) : (
              <>
                {words.cardAt}
                <TimeText at={cardLinkAt} />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{words.roster}</dt>
          {lastImport === undefined ? (
            <dd>{words.noRoster}</dd>
          ) : (
            <dd>
              <TimeText at={lastImport.at} /> {words.by(lastImport.byName)}
            </dd>
          )}
        </div>
      </dl>
    </section>
  );
}
