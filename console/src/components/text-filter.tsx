import { CloseCircleFilled } from '@ant-design/icons';
import { Input } from 'antd';
import { type MouseEvent, useState } from 'react';
import { fenOf } from '../language/format.ts';
import { useWords } from '../language/language.tsx';

interface TextFilterProps {
  readonly id: string;
  /** As the address has it. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A text that counts when it is entered or left. Another one in the address takes the place of what was typed. */
export function TextFilter(
  props: TextFilterProps & { isAmount?: boolean; status?: 'error'; 'aria-describedby'?: string },
) {
  const { value = '', onChange, isAmount = false, ...input } = props;
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  const take = () => {
    if (text.trim() !== value) onChange(text.trim() || undefined);
  };
  const clear = (event: MouseEvent) => {
    // the field keeps the focus, or gets none
    event.preventDefault();
    setText('');
    onChange(undefined);
  };
  return (
    <Input
      {...input}
      className={isAmount ? 'filter-amount' : 'filter-text'}
      aria-invalid={input.status === 'error'}
      inputMode={isAmount ? 'decimal' : 'text'}
      // the kit’s own is a stop on the way to the next field; with the keyboard the text is deleted
      suffix={<CloseCircleFilled aria-hidden hidden={text === ''} onMouseDown={clear} />}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={take}
      onBlur={take}
    />
  );
}

/** An amount in yuan; beneath it is said when it cannot be read. */
export function AmountFilter(props: TextFilterProps) {
  const words = useWords(WORDS);
  const problemId = `${props.id}-problem`;
  const isWrong = isUnreadable(props.value);
  return (
    <>
      <TextFilter
        {...props}
        isAmount
        {...(isWrong ? { status: 'error', 'aria-describedby': problemId } : {})}
      />
      {isWrong && (
        <span id={problemId} role="alert" className="filter-problem">
          {words.unreadable}
        </span>
      )}
    </>
  );
}

/** Whether there is something in an amount's filter that is no amount: it finds nothing then, not everything. */
export function isUnreadable(value: string | undefined): boolean {
  return value !== undefined && fenOf(value) === undefined;
}

const WORDS = {
  zh: { unreadable: '请填写金额，如 100.00' },
  en: { unreadable: 'Enter an amount, such as 100.00' },
};
