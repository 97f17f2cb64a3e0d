import { useAnswer } from '../api/use-answer.ts';
import { useWords } from '../language/language.tsx';
import { MARKS } from '../language/marks.ts';
import { useSchool } from '../session/session.tsx';
import { ChoiceSelect } from './choice-select.tsx';

/** Chooses an app by its name or number, of the school switched to. */
export function AppSelect(props: {
  id: string;
  value: string | undefined;
  onChange: (appId: string | undefined) => void;
}) {
  const { aside } = useWords(MARKS);
  const { answer } = useAnswer('GET /app-names', useSchool());
  const apps = answer?.apps ?? [];
  return (
    <ChoiceSelect
      {...props}
      className="app-choice"
      options={apps.map(({ appId, name }) => ({ value: appId, label: aside(name, appId) }))}
    />
  );
}
