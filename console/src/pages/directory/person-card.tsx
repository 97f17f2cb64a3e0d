import type { PersonView } from '@zhixiao/contract/console/directory';
import { Button, Descriptions, Space } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { ChannelText } from '../../components/channel-text.tsx';
import { ConfirmWithReason } from '../../components/confirm-with-reason.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { useWords } from '../../language/language.tsx';
import { goTo } from '../../routing/location.ts';
import { useMay } from '../../session/session.tsx';
import { BindForm } from './bind-form.tsx';
import { PERSON_STATUSES, PERSON_TONES, WORDS } from './person-words.ts';

type Asked = { readonly action: 'freeze' | 'unfreeze' } | { readonly action: 'unbind'; readonly uid: string };

/** One person, with what an operator may do. */
export function PersonCard(props: {
  person: PersonView;
  schoolId: string;
  /** The page is the person's own. */
  isOnPage?: boolean;
  onChanged: () => void;
}) {
  const { person, schoolId, isOnPage = false, onChanged } = props;
  const words = useWords(WORDS);
  const may = useMay();
  const mayManage = may('people.manage');
  const [asked, setAsked] = useState<Asked>();
  const [isBinding, setBinding] = useState(false);
  const { userNo, userName, sex, identityType, frozen, bindings } = person;
  const act = async (reason: string) => {
    if (asked?.action === 'unbind')
      await call('POST /directory/unbind', { schoolId, uid: asked.uid, reason });
    else if (asked) await call(`POST /directory/${asked.action}`, { schoolId, userNo, reason });
    onChanged();
  };
  return (
    <section className="part" aria-label={userName}>
      <Descriptions
        bordered
        size="small"
        column={{ xs: 1, sm: 2, lg: 3 }}
        items={[
          { key: 'no', label: words.userNo, children: <code>{userNo}</code> },
          { key: 'name', label: words.name, children: userName },
          { key: 'sex', label: words.sexLabel, children: words.sex[sex] },
          { key: 'identity', label: words.identityLabel, children: words.identity[identityType] },
          { key: 'openId', label: 'open_id', children: <code className="details">{person.openId}</code> },
          {
            key: 'status',
            label: words.status,
            children: (
              <StatusTag status={frozen ? 'frozen' : 'active'} words={PERSON_STATUSES} tones={PERSON_TONES} />
            ),
          },
        ]}
      />
      {!isOnPage && (
        <Button type="primary" onClick={() => goTo(`/people/${schoolId}/${person.openId}`)}>
          {words.payments}
        </Button>
      )}
      <h2>{words.bindings}</h2>
      {bindings.length === 0 && <p>{words.none}</p>}
      <ul className="bindings">
        {bindings.map(({ channel, uid }) => (
          <li key={uid}>
            <ChannelText channel={channel} /> <code className="details">{uid}</code>{' '}
            {mayManage && (
              <Button size="small" onClick={() => setAsked({ action: 'unbind', uid })}>
                {words.unbind}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayManage && (
        <Space wrap>
          <Button onClick={() => setBinding(true)}>{words.bind}</Button>
          <Button danger={!frozen} onClick={() => setAsked({ action: frozen ? 'unfreeze' : 'freeze' })}>
            {frozen ? words.unfreeze : words.freeze}
          </Button>
        </Space>
      )}
      <BindForm
        person={isBinding ? person : undefined}
        schoolId={schoolId}
        onDone={onChanged}
        onClose={() => setBinding(false)}
      />
      <ConfirmWithReason
        title={asked ? words.confirm[asked.action](userName) : ''}
        isOpen={asked !== undefined}
        isDangerous={asked?.action !== 'unfreeze'}
        onConfirm={act}
        onClose={() => setAsked(undefined)}
      >
        <p>{asked && words.consequence[asked.action]}</p>
      </ConfirmWithReason>
    </section>
  );
}
