import type { SavedView } from '@zhixiao/contract/console/saved-views';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { useAction } from '../api/use-action.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useWords } from '../language/language.tsx';
import { goTo, usePlace } from '../routing/location.ts';
import { LineIcon } from './line-icon.tsx';
import { RefusalAlert } from './refusal-alert.tsx';
import { ToolPopover } from './tool-popover.tsx';

/** A list's views that the operator has saved: one click sets filters, order and columns; the list as it is now can be saved. */
export function SavedViews(props: {
  /** The list that the views are of, whichever page it is on. */
  list: string;
  hidden: readonly string[];
  onColumns: (hidden: readonly string[]) => void;
}) {
  const words = useWords(WORDS);
  const { path } = usePlace();
  if (!LIST.test(path)) return null;
  return (
    <ToolPopover
      name={words.views}
      drawing="M5 3h10v14l-5-3.5L5 17z"
      content={(close) => <Views {...props} onChosen={close} />}
    />
  );
}

/** Pages that are lists; one within the page of a thing has no views. */
const LIST = /^\/[a-z-]+(\/[a-z-]+)?$/;

/** What is no part of a view. */
const NOT_KEPT = ['after', 'person'];

function Views(props: {
  list: string;
  hidden: readonly string[];
  onColumns: (hidden: readonly string[]) => void;
  onChosen: () => void;
}) {
  const { list, hidden, onColumns, onChosen } = props;
  const words = useWords(WORDS);
  const { path, query } = usePlace();
  const { answer, error, reload } = useAnswer('GET /saved-views', { list });
  const [name, setName] = useState('');
  const saving = useAction(async () => {
    const kept = new URLSearchParams(query);
    for (const each of NOT_KEPT) kept.delete(each);
    const view = { list, name: name.trim(), query: kept.toString(), hidden: [...hidden] };
    await call('POST /saved-views', view);
    setName('');
    reload();
  });
  const removing = useAction(async (viewId: string) => {
    await call('DELETE /saved-views/:viewId', { viewId });
    reload();
  });
  const choose = (view: SavedView) => {
    onColumns(view.hidden);
    goTo(view.query === '' ? path : `${path}?${view.query}`);
    onChosen();
  };
  return (
    <section className="saved-views" aria-label={words.views}>
      <RefusalAlert error={saving.error ?? removing.error ?? error} />
      {answer?.views.length === 0 && <p className="note">{words.none}</p>}
      <ul>
        {answer?.views.map((view) => (
          <li key={view.viewId}>
            <Button type="text" onClick={() => choose(view)}>
              {view.name}
            </Button>
            <Button
              type="text"
              aria-label={words.remove(view.name)}
              title={words.remove(view.name)}
              icon={<LineIcon drawing="M5 5l10 10M15 5L5 15" />}
              onClick={() => removing.run(view.viewId)}
            />
          </li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') void saving.run();
        }}
      >
        <Input
          autoFocus
          aria-label={words.name}
          placeholder={words.name}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="primary" htmlType="submit" disabled={name.trim() === ''} loading={saving.isBusy}>
          {words.save}
        </Button>
      </form>
    </section>
  );
}

const WORDS = {
  zh: {
    views: '我的视图',
    none: '还没有保存的视图。设好筛选、排序和列，起个名字保存，下次一点即用。',
    name: '为当前的筛选、排序和列起名',
    save: '保存',
    remove: (name: string) => `删除视图“${name}”`,
  },
  en: {
    views: 'My views',
    none: 'No saved views yet. Set filters, order and columns, name them, and come back with one click.',
    name: 'Name the current filters, order and columns',
    save: 'Save',
    remove: (name: string) => `Delete the view “${name}”`,
  },
};
