import { Button, Modal, Progress } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { CallError } from '../api/call.ts';
import { useLanguage, useWords } from '../language/language.tsx';
import { FormDialog } from './form-dialog.tsx';
import { ReasonField } from './reason-field.tsx';

/** One of the things that something is done about. */
interface BulkItem {
  readonly key: string;
  /** What it is, in a line. */
  readonly text: ReactNode;
}

/** How it went with one of them; not there yet: it waits. */
interface Outcome {
  readonly text: string;
  readonly isFailure: boolean;
}

/**
 * Does the same about several things, one after another, each as if it were done alone; shows how far it is and how it
 * went with each. What was refused of one does not keep the others from being done; without a proof none is.
 */
export function BulkDialog<Item extends BulkItem>(props: {
  title: string;
  items: readonly Item[];
  isOpen: boolean;
  isDangerous?: boolean;
  okText: string;
  /** What is said of all of them; undefined: nothing has to be said, only agreed to. */
  reasonLabel?: string;
  isReasonNeeded?: boolean;
  /** Does it, and says how it went. @throws CallError */
  act: (item: Item, reason: string) => Promise<Outcome>;
  /** Closed again, something was perhaps done. */
  onDone: () => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { title, items, isOpen, act, onDone, onClose } = props;
  const { language } = useLanguage();
  const [begun, setBegun] = useState<readonly Item[]>();
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [isRunning, setRunning] = useState(false);
  const isStopped = useRef(false);
  const run = async (reason: string) => {
    isStopped.current = false;
    setBegun(items);
    setOutcomes(new Map());
    setRunning(true);
    try {
      for (const item of items) {
        if (isStopped.current) break;
        const outcome = await outcomeOf(item, reason, act, language);
        if (outcome === 'unproved') break;
        setOutcomes((before) => new Map(before).set(item.key, outcome));
      }
    } finally {
      // whatever went wrong, the dialog can be closed
      setRunning(false);
    }
  };
  const close = () => {
    const isSomethingDone = begun !== undefined;
    setBegun(undefined);
    onClose();
    if (isSomethingDone) onDone();
  };
  return (
    <>
      <FormDialog<{ reason?: string }>
        title={title}
        isOpen={isOpen && begun === undefined}
        okText={props.okText}
        isDangerous={props.isDangerous ?? false}
        intro={
          <>
            {props.children}
            <ItemList items={items} outcomes={outcomes} />
          </>
        }
        onSubmit={async ({ reason = '' }) => void run(reason.trim())}
        onClose={onClose}
      >
        {props.reasonLabel !== undefined && (
          <ReasonField label={props.reasonLabel} isNeeded={props.isReasonNeeded ?? true} />
        )}
      </FormDialog>
      <Modal
        title={title}
        open={begun !== undefined}
        footer={null}
        closable={!isRunning}
        keyboard={!isRunning}
        mask={{ closable: false }}
        onCancel={close}
        destroyOnHidden
      >
        {begun && (
          <Running
            items={begun}
            outcomes={outcomes}
            isRunning={isRunning}
            onStop={() => {
              isStopped.current = true;
            }}
            onClose={close}
          />
        )}
      </Modal>
    </>
  );
}

async function outcomeOf<Item extends BulkItem>(
  item: Item,
  reason: string,
  act: (item: Item, reason: string) => Promise<Outcome>,
  language: 'zh' | 'en',
): Promise<Outcome | 'unproved'> {
  try {
    return await act(item, reason);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error.code === 'proof_needed') return 'unproved';
    return { text: language === 'zh' ? error.message : error.inEnglish, isFailure: true };
  }
}

const ALL = 100;

function Running(props: {
  items: readonly BulkItem[];
  outcomes: ReadonlyMap<string, Outcome>;
  isRunning: boolean;
  onStop: () => void;
  onClose: () => void;
}) {
  const { items, outcomes, isRunning, onStop, onClose } = props;
  const words = useWords(WORDS);
  const failed = [...outcomes.values()].filter(({ isFailure }) => isFailure).length;
  return (
    <>
      <p role="status">{words.progress(outcomes.size, items.length, failed)}</p>
      <Progress
        aria-label={words.label}
        percent={Math.floor((outcomes.size / Math.max(items.length, 1)) * ALL)}
        status={isRunning ? 'active' : failed > 0 ? 'exception' : 'normal'}
      />
      <ItemList items={items} outcomes={outcomes} />
      <div className="dialog-foot">
        {isRunning ? (
          <Button onClick={onStop}>{words.stop}</Button>
        ) : (
          <Button type="primary" onClick={onClose}>
            {words.close}
          </Button>
        )}
      </div>
    </>
  );
}

function ItemList(props: { items: readonly BulkItem[]; outcomes: ReadonlyMap<string, Outcome> }) {
  return (
    <ul className="bulk-items">
      {props.items.map(({ key, text }) => {
        const outcome = props.outcomes.get(key);
        return (
          <li key={key}>
            <span>{text}</span>
            {outcome && (
              <span className={outcome.isFailure ? 'status bad' : 'status good'}>{outcome.text}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

const WORDS = {
  zh: {
    label: '进度',
    progress: (done: number, all: number, failed: number) =>
      `共 ${all} 项，已处理 ${done} 项${failed > 0 ? `，其中 ${failed} 项未成功` : ''}`,
    stop: '停止，余下的不再处理',
    close: '完成',
  },
  en: {
    label: 'Progress',
    progress: (done: number, all: number, failed: number) =>
      `${done} of ${all} done${failed > 0 ? `, ${failed} without success` : ''}`,
    stop: 'Stop; leave the rest',
    close: 'Done',
  },
};
