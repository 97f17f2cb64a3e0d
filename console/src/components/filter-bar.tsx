import { DatePicker, Select } from 'antd';
import { useId } from 'react';
import { dayOf } from '../language/calendar.ts';
import { useWords, type Words } from '../language/language.tsx';
import { type Filters, useFilters } from '../routing/use-filters.ts';
import { AppSelect } from './app-select.tsx';
import { AmountFilter, TextFilter } from './text-filter.tsx';

/** One field of a list's filters; its value is a text in the address. */
export type FilterField<Name extends string> = { readonly name: Name; readonly label: Words<string> } & (
  | { readonly kind: 'text' }
  /** Yuan, as they are typed. */
  | { readonly kind: 'amount' }
  | { readonly kind: 'choice'; readonly choices: readonly { value: string; label: Words<string> }[] }
  /** A day, `2026-09-01`; those named `from` and `to` are a period, which cannot end before it begins. */
  | { readonly kind: 'day' }
  /** One of the apps, by its number. */
  | { readonly kind: 'app' }
);

/** A list's filters, as the address has them. A text counts when it is entered or left. */
export function FilterBar<const Name extends string>({ fields }: { fields: readonly FilterField<Name>[] }) {
  const [filters, setFilters] = useFilters(fields.map(({ name }) => name));
  const period: Period = filters as Filters<string>;
  return (
    <search className="filters">
      {fields.map((field) => (
        <LabelledFilter
          key={field.name}
          field={field}
          value={filters[field.name]}
          period={period}
          onChange={(value) => setFilters({ [field.name]: value } as { [N in Name]?: string | undefined })}
        />
      ))}
    </search>
  );
}

interface Period {
  readonly from?: string;
  readonly to?: string;
}

interface FilterProps {
  readonly field: FilterField<string>;
  readonly value: string | undefined;
  readonly period: Period;
  readonly onChange: (value: string | undefined) => void;
}

function LabelledFilter(props: FilterProps) {
  const id = useId();
  return (
    <div className="filter">
      <label htmlFor={id}>{useWords(props.field.label)}</label>
      <FilterInput {...props} id={id} />
    </div>
  );
}

function FilterInput({ field, period, ...input }: FilterProps & { id: string }) {
  const words = useWords(WORDS);
  const { id, value, onChange } = input;
  switch (field.kind) {
    case 'text':
      return <TextFilter {...input} />;
    case 'amount':
      return <AmountFilter {...input} />;
    case 'app':
      return <AppSelect {...input} />;
    case 'day': {
      const least = field.name === 'to' ? dayOf(period.from) : undefined;
      const most = field.name === 'from' ? dayOf(period.to) : undefined;
      return (
        <DatePicker
          id={id}
          value={dayOf(value) ?? null}
          onChange={(day) => onChange(day?.format('YYYY-MM-DD'))}
          {...(least ? { minDate: least } : {})}
          {...(most ? { maxDate: most } : {})}
        />
      );
    }
    case 'choice':
      return (
        <Select
          id={id}
          placeholder={words.all}
          allowClear
          className="filter-choice"
          value={value ?? null}
          onChange={(chosen) => onChange(chosen ?? undefined)}
          options={field.choices.map((choice) => ({ value: choice.value, label: words.of(choice.label) }))}
        />
      );
  }
}

const WORDS = {
  zh: { all: '全部', of: (words: Words<string>) => words.zh },
  en: { all: 'All', of: (words: Words<string>) => words.en },
};

/** For lists of what apps do. */
export const APP_FIELD = { name: 'appId', kind: 'app', label: { zh: '应用', en: 'App' } } as const;

/** Words as the choices of a filter. */
export function choicesOf<S extends string>(words: Words<Readonly<Record<S, string>>>) {
  return (Object.keys(words.zh) as S[]).map((value) => ({
    value,
    label: { zh: words.zh[value], en: words.en[value] },
  }));
}
