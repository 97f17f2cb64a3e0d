import { Input, type InputRef, Modal } from 'antd';
import { Fragment, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { CallError, call } from '../api/call.ts';
import { useWords } from '../language/language.tsx';
import { useMay, useSchool } from '../session/session.tsx';
import { type Choice, type Found, useChoices } from './use-choices.ts';

/** Asked for when nothing more is typed for so long. */
const PAUSE_MS = 300;
const LEAST_CHARACTERS = 4;
const NONE: Found = { orders: [], changes: [] };

/** Finds any number, page and action by what is typed, and goes there: a combobox with its list. */
export function SearchDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const words = useWords(WORDS);
  const input = useRef<InputRef>(null);
  return (
    <Modal
      open={isOpen}
      onCancel={onClose}
      footer={null}
      closable={false}
      destroyOnHidden
      width={640}
      className="search-dialog"
      title={words.title}
      afterOpenChange={(isNow) => isNow && input.current?.focus()}
    >
      <Search input={input} onDone={onClose} />
    </Modal>
  );
}

function Search({ input, onDone }: { input: React.RefObject<InputRef | null>; onDone: () => void }) {
  const words = useWords(WORDS);
  const id = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const { found, isLooking } = useFound(text);
  const choices = useChoices(text, found);
  const chosen = choices[Math.min(at, choices.length - 1)];
  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    onDone();
    choice.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && choices.length > 0) {
      event.preventDefault();
      setAt((now) => (Math.min(now, choices.length - 1) + step + choices.length) % choices.length);
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      // else it presses the button that the focus returns to
      event.preventDefault();
      choose(chosen);
    }
  };
  return (
    <>
      <Input
        ref={input}
        size="large"
        role="combobox"
        aria-label={words.title}
        aria-expanded
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        {...(chosen ? { 'aria-activedescendant': id + chosen.key } : {})}
        placeholder={words.placeholder}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}list`} role="listbox" aria-label={words.title} className="search-list">
        {choices.map((choice, index) => (
          <Fragment key={choice.key}>
            {choice.group !== choices[index - 1]?.group && (
              <div role="presentation" className="search-group">
                {choice.group}
              </div>
            )}
            <Option
              id={id + choice.key}
              choice={choice}
              isChosen={choice === chosen}
              onPoint={() => setAt(index)}
              onChoose={() => choose(choice)}
            />
          </Fragment>
        ))}
      </div>
      <p role="status" className="search-status">
        {isLooking ? words.looking : words.count(choices.length)}
      </p>
    </>
  );
}

function Option(props: {
  id: string;
  choice: Choice;
  isChosen: boolean;
  onPoint: () => void;
  onChoose: () => void;
}) {
  const { id, choice, isChosen, onPoint, onChoose } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isChosen) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the focus and the keys
    <div
      ref={place}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      className="search-option"
      onMouseMove={onPoint}
      onClick={onChoose}
    >
      <span>{choice.text}</span> {choice.note && <span className="search-note">{choice.note}</span>}
    </div>
  );
}

/** What a number belongs to and which changes have the text, once nothing more is typed: with a body, as it may be a person's. */
function useFound(text: string): { found: Found; isLooking: boolean } {
  const may = useMay();
  const { schoolId } = useSchool();
  const typed = text.trim();
  const isNumber = /^[\w-]+$/.test(typed) && /\d/.test(typed) && typed.length >= LEAST_CHARACTERS;
  const isOfOrders = may('orders.read') && isNumber;
  const isOfChanges = may('changes.read') && /^[\w.@-]{4,64}$/.test(typed);
  const isAsked = isOfOrders || isOfChanges;
  const [state, setState] = useState({ of: '', found: NONE });
  useEffect(() => {
    if (!isAsked) return undefined;
    let isWanted = true;
    const asked = { text: typed, ...(schoolId === undefined ? {} : { schoolId }) };
    const timer = setTimeout(() => {
      Promise.all([
        isOfOrders ? call('POST /numbers/find', asked) : NONE,
        isOfChanges ? call('POST /changes/find', asked) : NONE,
      ]).then(
        ([{ orders }, { changes }]) => isWanted && setState({ of: typed, found: { orders, changes } }),
        (error) => {
          if (!(error instanceof CallError)) throw error;
          if (isWanted) setState({ of: typed, found: NONE });
        },
      );
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [isAsked, isOfOrders, isOfChanges, typed, schoolId]);
  const isKnown = state.of === typed;
  return { found: isAsked && isKnown ? state.found : NONE, isLooking: isAsked && !isKnown };
}

const WORDS = {
  zh: {
    title: '搜索',
    placeholder: '任意单号、页面或操作；按学工号查人也可以',
    looking: '正在查找…',
    count: (count: number) => `${count} 项，↑↓ 选择，Enter 打开`,
  },
  en: {
    title: 'Search',
    placeholder: 'Any number, page or action, or a person’s number',
    looking: 'Searching…',
    count: (count: number) => `${count === 1 ? '1 result' : `${count} results`}; ↑↓ to choose, Enter to open`,
  },
};
