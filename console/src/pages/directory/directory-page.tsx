import type { PersonView } from '@zhixiao/contract/console/directory';
import { Button, Empty, Form, Input, Select, Space } from 'antd';
import { useEffect, useState } from 'react';
import { call } from '../../api/call.ts';
import { useAction } from '../../api/use-action.ts';
import { RefusalAlert } from '../../components/refusal-alert.tsx';
import { SchoolSelect, useOneSchool } from '../../components/school-select.tsx';
import { useWords } from '../../language/language.tsx';
import { useAside } from '../../routing/aside.ts';
import { Link } from '../../routing/link.tsx';
import { useMay } from '../../session/session.tsx';
import { PersonCard } from './person-card.tsx';
import { WORDS } from './person-words.ts';

interface Filled {
  readonly by: 'user_no' | 'user_name' | 'uid';
  readonly text: string;
}

const WAYS = ['user_no', 'user_name', 'uid'] as const;

/** Finds people of a school, and what they are bound to. */
export function Page() {
  const words = useWords(WORDS);
  const may = useMay();
  const school = useOneSchool();
  const { schoolId } = school;
  const [last, setLast] = useState<Filled & { readonly schoolId: string }>();
  const [people, setPeople] = useState<readonly PersonView[]>();
  const find = useAction(async (input: Filled & { readonly schoolId: string }) => {
    setPeople((await call('POST /directory/find', input)).people);
    setLast(input);
  });
  // of who was typed into the search at the head
  const { person = '' } = useAside();
  const by = /\d/.test(person) || person === '' ? 'user_no' : 'user_name';
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each who is typed there
  useEffect(() => {
    if (person !== '') void find.run({ by, text: person, schoolId });
  }, [person]);
  return (
    <>
      <p>{words.recorded}</p>
      {may('people.manage') && (
        <p>
          <Link to="/directory/roster">{words.roster}</Link>
        </p>
      )}
      <Form
        key={person}
        layout="inline"
        className="filters"
        initialValues={{ by, text: person }}
        onFinish={(typed: Filled) => find.run({ ...typed, text: typed.text.trim(), schoolId })}
      >
        <SchoolSelect school={school} />
        <Form.Item name="by">
          <Select
            aria-label={words.byLabel}
            className="school"
            options={WAYS.map((value) => ({ value, label: words.by[value] }))}
          />
        </Form.Item>
        <Form.Item name="text" rules={[{ required: true, whitespace: true, message: words.needed }]}>
          <Input aria-label={words.text} placeholder={words.text} autoComplete="off" maxLength={128} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={find.isBusy}>
          {words.find}
        </Button>
      </Form>
      <RefusalAlert error={find.error} />
      <div aria-live="polite">
        {people?.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.nobody} />}
        <Space orientation="vertical" className="cards">
          {last &&
            people?.map((person) => (
              <PersonCard
                key={person.openId}
                person={person}
                schoolId={last.schoolId}
                onChanged={() => find.run(last)}
              />
            ))}
        </Space>
      </div>
    </>
  );
}
