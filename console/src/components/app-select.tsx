import { Select } from 'antd';
import { useAnswer } from '../api/use-answer.ts';
import { useSchool } from '../session/session.tsx';

/** Chooses an app by its name or number, of the school switched to. */
export function AppSelect(props: {
  label: string;
  value: string | undefined;
  onChange: (appId: string | undefined) => void;
}) {
  const { label, value, onChange } = props;
  const { answer } = useAnswer('GET /app-names', useSchool());
  const apps = answer?.apps ?? [];
  return (
    <Select
      aria-label={label}
      placeholder={label}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      className="app-choice"
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      options={apps.map(({ appId, name }) => ({ value: appId, label: `${name}（${appId}）` }))}
    />
  );
}
