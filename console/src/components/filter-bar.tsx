import { DatePicker, Input, Select, Space } from 'antd';
import dayjs from 'dayjs';
import { useWords, type Words } from '../language/language.tsx';
import { useFilters } from '../routing/use-filters.ts';
import { AppSelect } from './app-select.tsx';

/** One field of a list's filters; its value is a text in the address. */
export type FilterField = { readonly name: string; readonly label: Words<string> } & (
  | { readonly kind: 'text' }
  | {
      readonly kind: 'choice';
      readonly choices: readonly { readonly value: string; readonly label: Words<string> }[];
    }
  /** A day, `2026-09-01`. */
  | { readonly kind: 'day' }
  /** One of the apps, by its number. */
  | { readonly kind: 'app' }
);

/** What the address says in a list's fields; what is not said is not there. */
export type FilterValues<Fields extends readonly FilterField[]> = {
  readonly [Field in Fields[number] as Field['name']]?: Field extends {
    readonly choices: readonly { readonly value: infer Value }[];
  }
    ? Value
    : string;
};

/** A list's filters, as the address has them. A text counts when it is entered or left. */
export function FilterBar({ fields }: { fields: readonly FilterField[] }) {
  const [filters, setFilters] = useFilterValues(fields);
  return (
    <search>
      <Space wrap className="filters">
        {fields.map((field) => (
          <FilterInput
            key={`${field.name} ${filters[field.name] ?? ''}`}
            field={field}
            value={filters[field.name]}
            onChange={(value) => setFilters({ [field.name]: value })}
          />
        ))}
      </Space>
    </search>
  );
}

function FilterInput(props: {
  field: FilterField;
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

/** The values of a list's fields, and how to set some of them. A value that is none of its field's choices is not there. */
export function useFilterValues<const Fields extends readonly FilterField[]>(
  fields: Fields,
): [FilterValues<Fields>, (changes: { readonly [name: string]: string | undefined }) => void] {
  const [filters, setFilters] = useFilters(fields.map(({ name }) => name));
  const values = fields.flatMap((field) => {
    const value = filters[field.name];
    const isOffered = field.kind !== 'choice' || field.choices.some((choice) => choice.value === value);
    return value !== undefined && isOffered ? [[field.name, value]] : [];
  });
  return [Object.fromEntries(values) as FilterValues<Fields>, setFilters];
}

const CHOICE_WORDS = {
  zh: (words: Words<string>) => words.zh,
  en: (words: Words<string>) => words.en,
};

/** For lists of what apps do. */
export const APP_FIELD = { name: 'appId', kind: 'app', label: { zh: '应用', en: 'App' } } as const;
