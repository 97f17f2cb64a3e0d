import { DatePicker } from 'antd';
import { useId } from 'react';
import { dayOf } from '../language/calendar.ts';
import { useWords, type Words } from '../language/language.tsx';
import { useFilters } from '../routing/use-filters.ts';
import { AppSelect } from './app-select.tsx';
import { ChoiceSelect } from './choice-select.tsx';
import { AmountFilter, TextFilter } from './text-filter.tsx';

/** One field of a list's filters; its value is a text in the address. */
export type FilterField = { readonly name: string; readonly label: Words<string> } & (
  | { readonly kind: 'text' }
  /** Yuan, as they are typed. */
  | { readonly kind: 'amount' }
  | {
      readonly kind: 'choice';
      readonly choices: readonly { readonly value: string; readonly label: Words<string> }[];
    }
  /** A day, `2026-09-01`; those named `from` and `to` are a period, which cannot end before it begins. */
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
    <search className="filters">
      {fields.map((field) => (
        <LabelledFilter
          key={field.name}
          field={field}
          value={filters[field.name]}
          period={filters}
          onChange={(value) => setFilters({ [field.name]: value })}
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
  readonly field: FilterField;
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
        <ChoiceSelect
          id={id}
          className="filter-choice"
          value={value}
          onChange={onChange}
          options={field.choices.map((choice) => ({ value: choice.value, label: words.of(choice.label) }))}
        />
      );
  }
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

const WORDS = {
  zh: { of: (words: Words<string>) => words.zh },
  en: { of: (words: Words<string>) => words.en },
};

/** For lists of what apps do. */
export const APP_FIELD = { name: 'appId', kind: 'app', label: { zh: '应用', en: 'App' } } as const;
