import { Select } from 'antd';
import { usePages } from '../components/use-pages.ts';
import { useWords } from '../language/language.tsx';
import { useSchoolChoice, useSession } from '../session/session.tsx';

const WORDS = { zh: { all: '全部学校', label: '学校' }, en: { all: 'All schools', label: 'School' } };

/** Narrows every page to one of the operator's schools. */
export function SchoolSwitcher() {
  const words = useWords(WORDS);
  const { schools } = useSession();
  const { schoolId, setSchoolId } = useSchoolChoice();
  const pages = usePages();
  const [only] = schools;
  const choose = (chosen: string) => {
    setSchoolId(chosen || undefined);
    // the page of a list that is open is one of the other school's
    if (pages.after !== undefined) pages.first();
  };
  if (schools.length <= 1) return <span className="only-school">{only?.name}</span>;
  return (
    <Select
      aria-label={words.label}
      className="school"
      value={schoolId ?? ''}
      onChange={choose}
      options={[
        { value: '', label: words.all },
        ...schools.map((school) => ({ value: school.schoolId, label: school.name })),
      ]}
    />
  );
}
