import { Select } from 'antd';
import { useAnswer } from '../api/use-answer.ts';
import { useWords } from '../language/language.tsx';
import { MARKS } from '../language/marks.ts';
import { useSchool } from '../session/session.tsx';

const WORDS = { zh: { all: '全部' }, en: { all: 'All' } };

/** Chooses an app by its name or number, of the school switched to. */
export function AppSelect(props: {
  id: string;
  value: string | undefined;
  onChange: (appId: string | undefined) => void;
}) {
  const { id, value, onChange } = props;
  const words = useWords(WORDS);
  const { aside } = useWords(MARKS);
  const { answer } = useAnswer('GET /app-names', useSchool());
  const apps = answer?.apps ?? [];
  return (
    <Select
      id={id}
      placeholder={words.all}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      className="app-choice"
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      options={apps.map(({ appId, name }) => ({ value: appId, label: aside(name, appId) }))}
    />
  );
}
