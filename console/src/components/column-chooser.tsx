import { Checkbox, type CheckboxRef } from 'antd';
import { useRef, useState } from 'react';
import { useWords, type Words } from '../language/language.tsx';
import { ToolPopover } from './tool-popover.tsx';

interface Choosable {
  readonly key: string;
  readonly title: Words<string>;
  readonly isExtra?: boolean;
}

/** Chooses which columns of a list are shown. It opens with the focus in it. */
export function ColumnChooser(props: {
  columns: readonly Choosable[];
  hidden: readonly string[];
  onChange: (hidden: readonly string[]) => void;
}) {
  const { columns, hidden, onChange } = props;
  const words = useWords(WORDS);
  const first = useRef<CheckboxRef>(null);
  const choose = (key: string, isShown: boolean) =>
    onChange(isShown ? hidden.filter((one) => one !== key) : [...hidden, key]);
  return (
    <ToolPopover
      name={words.columns}
      drawing="M3 4h14v12H3zM8 4v12M12.5 4v12"
      onOpened={() => first.current?.focus()}
      content={() => (
        <fieldset aria-label={words.columns} className="column-chooser">
          {columns.map(({ key, title }, index) => (
            <Checkbox
              key={key}
              ref={index === 0 ? first : null}
              checked={!hidden.includes(key)}
              onChange={(event) => choose(key, event.target.checked)}
            >
              {words.of(title)}
            </Checkbox>
          ))}
        </fieldset>
      )}
    />
  );
}

/** The columns that an operator does not want to see, remembered by the browser. */
export function useHiddenColumns(
  list: string,
  columns: readonly Choosable[],
): [readonly string[], (hidden: readonly string[]) => void] {
  const key = `console.hidden ${list}`;
  const [hidden, setHidden] = useState<readonly string[]>(() => {
    const kept = localStorage.getItem(key);
    return kept === null
      ? columns.filter(({ isExtra }) => isExtra).map((column) => column.key)
      : kept.split(',');
  });
  return [
    hidden,
    (next) => {
      localStorage.setItem(key, next.join(','));
      setHidden(next);
    },
  ];
}

const WORDS = {
  zh: { columns: '选择列', of: (title: Words<string>) => title.zh },
  en: { columns: 'Columns', of: (title: Words<string>) => title.en },
};
