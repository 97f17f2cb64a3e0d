import { Button, Checkbox, type CheckboxRef, Popover } from 'antd';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useWords, type Words } from '../language/language.tsx';
import { LineIcon } from './line-icon.tsx';

interface Choosable {
  readonly key: string;
  readonly title: Words<string>;
  readonly isExtra?: boolean;
}

/**
 * Chooses which columns of a list are shown. It opens with the focus in it and, being next to its button, is left with
 * Tab for what follows that; Escape leads back.
 */
export function ColumnChooser(props: {
  columns: readonly Choosable[];
  hidden: readonly string[];
  onChange: (hidden: readonly string[]) => void;
}) {
  const { columns, hidden, onChange } = props;
  const words = useWords(WORDS);
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const first = useRef<CheckboxRef>(null);
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape' || !isOpen) return;
    setOpen(false);
    button.current?.focus();
  };
  const choose = (key: string, isShown: boolean) =>
    onChange(isShown ? hidden.filter((one) => one !== key) : [...hidden, key]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is heard here from what is inside
    <span onKeyDown={onKeyDown}>
      <Popover
        trigger="click"
        placement="bottomRight"
        open={isOpen}
        onOpenChange={setOpen}
        afterOpenChange={(isNow) => isNow && first.current?.focus()}
        getPopupContainer={(place) => place.parentElement ?? document.body}
        content={
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
        }
      >
        <Button
          ref={button}
          icon={<LineIcon drawing="M3 4h14v12H3zM8 4v12M12.5 4v12" />}
          aria-label={words.columns}
          title={words.columns}
          aria-expanded={isOpen}
        />
      </Popover>
    </span>
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
