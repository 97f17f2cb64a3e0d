import { Form, Select } from 'antd';
import { useState } from 'react';
import { useWords } from '../language/language.tsx';
import { useSchool, useSession } from '../session/session.tsx';

const WORDS = { zh: { school: '学校' }, en: { school: 'School' } };

/** One school for what is of one school alone: the one switched to, or the first until another is chosen. */
export function useOneSchool() {
  const { schools } = useSession();
  const { schoolId: switched } = useSchool();
  const [chosen, setChosen] = useState<string>();
  return {
    schoolId: switched ?? chosen ?? schools[0]?.schoolId ?? '',
    isFixed: switched !== undefined,
    setChosen,
  };
}

/** A form’s field that chooses it, where there are several and none was switched to. */
export function SchoolSelect({ school }: { school: ReturnType<typeof useOneSchool> }) {
  const words = useWords(WORDS);
  const { schools } = useSession();
  if (school.isFixed || schools.length <= 1) return null;
  return (
    <Form.Item label={words.school} htmlFor="one-school">
      <Select
        id="one-school"
        className="school"
        value={school.schoolId}
        onChange={school.setChosen}
        options={schools.map(({ schoolId, name }) => ({ value: schoolId, label: name }))}
      />
    </Form.Item>
  );
}
