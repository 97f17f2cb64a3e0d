import type { PersonalDataPreview, PersonSought } from '@zhixiao/contract/console/personal-data';
import { Button, Empty, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { Notice, type NoticeText } from '../../components/notice.tsx';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { SchoolSelect, useOneSchool } from '../../components/school-select.tsx';
import { useWords } from '../../language/language.tsx';
import { useMay } from '../../session/session.tsx';
import { Earlier, HeldOverview } from './held-overview.tsx';
import { WORDS } from './personal-data-words.ts';
import { RequestsTable } from './requests-table.tsx';

const WAYS = ['user_no', 'uid'] as const;

/** What is held about one person, to be handed out or erased; and a receipt of each time that was done. */
export function Page() {
  const words = useWords(WORDS);
  const may = useMay();
  const [version, setVersion] = useState(0);
  return (
    <>
      <p>{words.law}</p>
      {may('personal_data.manage') && <Search onDone={() => setVersion((before) => before + 1)} />}
      <h2>{words.requests}</h2>
      <RequestsTable version={version} />
    </>
  );
}

function Search({ onDone }: { onDone: () => void }) {
  const words = useWords(WORDS);
  const school = useOneSchool();
  const { schoolId } = school;
  const [found, setFound] = useState<{ sought: PersonSought; preview: PersonalDataPreview }>();
  const [notice, setNotice] = useState<NoticeText>();
  const look = useAction(async (sought: PersonSought) => {
    setFound({ sought, preview: await call('POST /personal-data/preview', sought) });
  });
  const search = (sought: PersonSought) => {
    setNotice(undefined);
    return look.run(sought);
  };
  return (
    <>
      <p>{words.again}</p>
      <Form
        layout="inline"
        className="filters"
        initialValues={{ by: 'user_no' }}
        onFinish={({ by, text }: Pick<PersonSought, 'by' | 'text'>) =>
          search({ schoolId, by, text: text.trim() })
        }
      >
        <SchoolSelect school={school} />
        <Form.Item name="by">
          <Select
            aria-label={words.byLabel}
            className="sought-by"
            options={WAYS.map((value) => ({ value, label: words.by[value] }))}
          />
        </Form.Item>
        <Form.Item name="text" rules={[{ required: true, whitespace: true, message: words.needed }]}>
          <Input aria-label={words.text} placeholder={words.text} autoComplete="off" maxLength={128} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={look.isBusy}>
          {words.look}
        </Button>
      </Form>
      <RefusalAlert error={look.error} />
      <Notice notice={notice} />
      <div aria-live="polite">
        {found?.preview.held.length === 0 && (
          <>
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.nothing} />
            <Earlier requests={found.preview.requests} />
          </>
        )}
        {found && found.preview.held.length > 0 && (
          <HeldOverview
            {...found}
            onDone={async (came) => {
              setNotice(came);
              onDone();
              await look.run(found.sought);
            }}
          />
        )}
      </div>
    </>
  );
}
