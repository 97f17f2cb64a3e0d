import { Select } from 'antd';
import { useWords } from '../language/language.tsx';
import { useSchoolChoice, useSession } from '../session/session.tsx';

const WORDS = { zh: { all: '全部学校', label: '学校' }, en: { all: 'All schools', label: 'School' } };

/** Narrows every page to one of the operator's schools. */
export function SchoolSwitcher() {
  const words = useWords(WORDS);
  const { schools } = useSession();
  const { schoolId, setSchoolId } = useSchoolChoice();
  const [only] = schools;
  if (schools.length <= 1) return <span>{only?.name}</span>;
  return (
    <Select
      aria-label={words.label}
      className="school"
      value={schoolId ?? ''}
      onChange={(chosen) => setSchoolId(chosen || undefined)}
      options={[
        { value: '', label: words.all },
        ...schools.map((school) => ({ value: school.schoolId, label: school.name })),
      ]}
    />
  );
}
