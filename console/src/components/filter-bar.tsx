import { Button, Grid } from 'antd';
import { lazy, Suspense, useId, useState } from 'react';
import { dayOf } from '../language/calendar.ts';
import { useWords, type Words } from '../language/language.tsx';
import { useFilters } from '../routing/use-filters.ts';
import { AppSelect } from './app-select.tsx';
import { type ChoiceOption, ChoiceSelect } from './choice-select.tsx';
import { PeriodPresets } from './period-presets.tsx';
import { AmountFilter, TextFilter } from './text-filter.tsx';

/** The kit's calendar weighs as much as a page: rows are there before it. */
const DayPicker = lazy(async () => ({ default: (await import('./day-picker.tsx')).DayPicker }));

/** One value of a filter; those with a group stand below its name. */
export interface Choice {
  readonly value: string;
  readonly label: Words<string>;
  readonly group?: Words<string>;
}

/** A filter that is one of some values. */
export interface ChoiceField {
  readonly name: string;
  readonly label: Words<string>;
  readonly kind: 'choice';
  readonly choices: readonly Choice[];
  /** Shown as tabs above the list. */
  readonly isTabs?: boolean;
  /** What the list begins with. */
  readonly initial?: string;
  readonly isMore?: boolean;
}

/** One field of a list's filters; its value is a text in the address. */
export type FilterField =
  | ChoiceField
  | {
      readonly name: string;
      readonly label: Words<string>;
      /**
       * An amount is in yuan, as it is typed. A day is `2026-09-01`; those named `from` and `to`, or
       * `bookedFrom` and `bookedTo`, are a period, which cannot end before it begins. An app is chosen by its number.
       */
      readonly kind: 'text' | 'amount' | 'day' | 'app';
      /** Stands behind 更多筛选. */
      readonly isMore?: boolean;
      /** Names a person, and so stands in no address. */
      readonly isPrivate?: boolean;
    };

/** What the address says in a list's fields; what is not said is not there. */
export type FilterValues<Fields extends readonly FilterField[]> = {
  readonly [Field in Fields[number] as Field['name']]?: Field extends {
    readonly choices: readonly { readonly value: infer Value }[];
  }
    ? Value
    : string;
};

/**
 * A list's filters in one row, as the address has them, those less asked for behind a button; on a phone all but the
 * first. A text counts when it is entered or left.
 */
export function FilterBar({ fields }: { fields: readonly FilterField[] }) {
  const words = useWords(WORDS);
  const { md: isWide = true } = Grid.useBreakpoint();
  const [filters, setFilters] = useFilterValues(fields);
  const inRow = fields.filter((field) => !isTabs(field));
  const isFirst = (field: FilterField) => field === inRow[0] && field.kind === 'text';
  const folded = inRow.filter((field) => (isWide ? field.isMore : !isFirst(field)));
  const count = folded.filter(({ name }) => filters[name] !== undefined).length;
  const [isOpen, setOpen] = useState<boolean>();
  // what narrows the list is in sight; it stays there when it is cleared
  if (isOpen === undefined && isWide && count > 0) setOpen(true);
  const shown = isOpen ? inRow : inRow.filter((field) => !folded.includes(field));
  const isPeriod = (['from', 'to'] as const).every((end) => shown.some(({ name }) => name === end));
  return (
    <search className="filters">
      {shown.map((field) => (
        <LabelledFilter
          key={field.name}
          field={field}
          value={filters[field.name]}
          values={filters}
          onChange={(value) => setFilters({ [field.name]: value })}
        />
      ))}
      {isPeriod && <PeriodPresets period={filters} onChange={(period) => setFilters({ ...period })} />}
      {folded.length > 0 && (
        <Button
          type={isWide ? 'link' : 'default'}
          className="more-filters"
          aria-expanded={isOpen ?? false}
          onClick={() => setOpen(!isOpen)}
        >
          {isWide ? words.more : words.filters}
          {count > 0 && !isOpen && <span className="to-decide">{count}</span>}
        </Button>
      )}
    </search>
  );
}

/** Whether a field stands above the list rather than in the row. */
export function isTabs(field: FilterField): field is ChoiceField {
  return field.kind === 'choice' && field.isTabs === true;
}

/** What a day may not be before, and what not after, by its name: the other end of its period. */
const NOT_BEFORE: Readonly<Record<string, string>> = { to: 'from', bookedTo: 'bookedFrom' };
const NOT_AFTER: Readonly<Record<string, string>> = { from: 'to', bookedFrom: 'bookedTo' };

type Values = Readonly<Record<string, string | undefined>>;

interface FilterProps {
  readonly field: FilterField;
  readonly value: string | undefined;
  /** Of all fields. */
  readonly values: Values;
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

function FilterInput({ field, values, ...input }: FilterProps & { id: string }) {
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
      const least = dayOf(values[NOT_BEFORE[field.name] ?? '']);
      const most = dayOf(values[NOT_AFTER[field.name] ?? '']);
      return (
        <Suspense fallback={<span className="filter-waits" />}>
          <DayPicker
            id={id}
            value={dayOf(value) ?? null}
            onChange={(day) => onChange(day?.format('YYYY-MM-DD'))}
            {...(least ? { minDate: least } : {})}
            {...(most ? { maxDate: most } : {})}
          />
        </Suspense>
      );
    }
    case 'choice':
      return (
        <ChoiceSelect
          id={id}
          className="filter-choice"
          value={value}
          onChange={onChange}
          options={optionsOf(field.choices, words.of)}
        />
      );
  }
}

function optionsOf(choices: readonly Choice[], of: (words: Words<string>) => string): ChoiceOption[] {
  const optionOf = ({ value, label }: Choice) => ({ value, label: of(label) });
  const labels = new Set(choices.map(({ group }) => group && of(group)));
  return [...labels].flatMap((label): ChoiceOption[] => {
    const grouped = choices.filter(({ group }) => (group && of(group)) === label).map(optionOf);
    return label === undefined ? grouped : [{ label, options: grouped }];
  });
}

/** The values of a list's fields, and how to set some of them. A value that is none of its field's choices is not there. */
export function useFilterValues<const Fields extends readonly FilterField[]>(
  fields: Fields,
): [FilterValues<Fields>, (changes: { readonly [name: string]: string | undefined }) => void] {
  const [filters, setFilters] = useFilters(
    fields.map(({ name }) => name),
    fields.filter((field) => 'isPrivate' in field && field.isPrivate === true).map(({ name }) => name),
  );
  const values = fields.flatMap((field) => {
    const value = filters[field.name] ?? (field.kind === 'choice' ? field.initial : undefined);
    const isOffered = field.kind !== 'choice' || field.choices.some((choice) => choice.value === value);
    return value !== undefined && isOffered ? [[field.name, value]] : [];
  });
  return [Object.fromEntries(values) as FilterValues<Fields>, setFilters];
}

const WORDS = {
  zh: { more: '更多筛选', filters: '筛选', of: (words: Words<string>) => words.zh },
  en: { more: 'More filters', filters: 'Filters', of: (words: Words<string>) => words.en },
};

/** For lists of what apps do. */
export const APP_FIELD = { name: 'appId', kind: 'app', label: { zh: '应用', en: 'App' } } as const;
