import { Select } from 'antd';
import { useWords } from '../language/language.tsx';

const WORDS = { zh: { all: '全部' }, en: { all: 'All' } };

/** One of them, or several below a name. */
export type ChoiceOption =
  | { value: string; label: string }
  | { label: string; options: { value: string; label: string }[] };

/** Chooses one of what can be searched by its label, or none of them in particular. */
export function ChoiceSelect(props: {
  id: string;
  className: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  options: ChoiceOption[];
}) {
  const { value, onChange, ...rest } = props;
  const words = useWords(WORDS);
  return (
    <Select
      {...rest}
      placeholder={words.all}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}
