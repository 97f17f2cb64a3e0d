import { DatePicker, Input, Select, Space } from 'antd';
import dayjs from 'dayjs';
import { useWords, type Words } from '../language/language.tsx';
import { useFilters } from '../routing/use-filters.ts';
import { AppSelect } from './app-select.tsx';

/** One field of a list's filters; its value is a text in the address. */
export type FilterField<Name extends string> = { readonly name: Name; readonly label: Words<string> } & (
  | { readonly kind: 'text' }
  | { readonly kind: 'choice'; readonly choices: readonly { value: string; label: Words<string> }[] }
  /** A day, `2026-09-01`. */
  | { readonly kind: 'day' }
  /** One of the apps, by its number. */
  | { readonly kind: 'app' }
);

/** A list's filters, as the address has them. A text counts when it is entered or left. */
export function FilterBar<const Name extends string>({ fields }: { fields: readonly FilterField<Name>[] }) {
  const [filters, setFilters] = useFilters(fields.map(({ name }) => name));
  return (
    <search>
      <Space wrap className="filters">
        {fields.map((field) => (
          <FilterInput
            key={`${field.name} ${filters[field.name] ?? ''}`}
            field={field}
            value={filters[field.name]}
            onChange={(value) => setFilters({ [field.name]: value } as { [N in Name]?: string | undefined })}
          />
        ))}
      </Space>
    </search>
  );
}

function FilterInput<Name extends string>(props: {
  field: FilterField<Name>;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const { field, value, onChange } = props;
  const label = useWords(field.label);
  const words = useWords(CHOICE_WORDS);
  const common = { 'aria-label': label, placeholder: label };
  if (field.kind === 'text') {
    const take = (text: string) => {
      if (text.trim() !== (value ?? '')) onChange(text.trim() || undefined);
    };
    return (
      <Input
        {...common}
        allowClear
        defaultValue={value}
        onPressEnter={(event) => take(event.currentTarget.value)}
        onBlur={(event) => take(event.currentTarget.value)}
        onClear={() => onChange(undefined)}
      />
    );
  }
  if (field.kind === 'app') return <AppSelect label={label} value={value} onChange={onChange} />;
  if (field.kind === 'day') {
    return (
      <DatePicker
        {...common}
        value={value === undefined ? null : dayjs(value)}
        onChange={(day) => onChange(day?.format('YYYY-MM-DD'))}
      />
    );
  }
  return (
    <Select
      {...common}
      allowClear
      className="filter-choice"
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      options={field.choices.map((choice) => ({ value: choice.value, label: words(choice.label) }))}
    />
  );
}

const CHOICE_WORDS = {
  zh: (words: Words<string>) => words.zh,
  en: (words: Words<string>) => words.en,
};

/** For lists of what apps do. */
export const APP_FIELD = { name: 'appId', kind: 'app', label: { zh: '应用', en: 'App' } } as const;
