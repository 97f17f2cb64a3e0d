import type { Listed } from '@zhixiao/contract/console/list';
import type { RouteKey, Routes } from '@zhixiao/contract/console/routes';
import { Button, Empty, Space, Table } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import type { ParamsOf } from '../api/call.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useWords, type Words } from '../language/language.tsx';
import { ColumnChooser, useHiddenColumns } from './column-chooser.tsx';
import { ExportButtons, type FileKey } from './export-buttons.tsx';
import { focusIfLost } from './focus.ts';
import { RefusalAlert } from './refusal-alert.tsx';
import { usePages } from './use-pages.ts';

/** A route that answers a page of a list. */
export type ListKey = {
  [K in RouteKey]: Routes[K]['answer'] extends Listed<unknown> ? K & `GET ${string}` : never;
}[RouteKey];

type RowOf<K extends ListKey> = Routes[K]['answer'] extends Listed<infer Row> ? Row : never;

export interface DataColumn<Row> {
  readonly key: string;
  readonly title: Words<string>;
  readonly show: (row: Row) => ReactNode;
  /** Amounts and counts stand at the right. */
  readonly isFigure?: boolean;
  /** Stays in sight at the right while the rest scrolls: what can be done with a row. */
  readonly isPinned?: boolean;
  /** Shown only when the operator chooses it. */
  readonly isExtra?: boolean;
}

const PAGE_SIZE = 20;

/**
 * A list that the server pages: filters are parameters, the page is in the address, columns can be chosen,
 * and what the filters find can be taken away as a file.
 */
export function DataTable<K extends ListKey, E extends FileKey = never>(props: {
  list: K;
  /** What the list is filtered by. */
  params: Omit<Routes[K]['params'], 'after' | 'limit'>;
  columns: readonly DataColumn<RowOf<K>>[];
  rowKey: (row: RowOf<K>) => string;
  /** The route that writes the same list into a file. */
  exportAs?: E;
  /** What it means that there is nothing. */
  empty: Words<string>;
  actions?: ReactNode;
  /** Says something of all rows, where a list is not paged. */
  summary?: (rows: readonly RowOf<K>[]) => ReactNode;
  /** Another number: something was done about the rows, and they are asked for anew. */
  version?: number;
}) {
  const words = useWords(WORDS);
  const pages = usePages();
  const query = { ...props.params, limit: PAGE_SIZE, ...(pages.after ? { after: pages.after } : {}) };
  const asked = useAnswer(props.list, ...([query] as unknown as ParamsOf<K>));
  const { error, isLoading, reload } = asked;
  const answer = asked.answer as Listed<RowOf<K>> | undefined;
  // the rows that were there stand still until the others come; when those cannot be read, there are none
  const { rows, next } = answer ?? (isLoading ? (asked.before as typeof answer) : undefined) ?? {};
  const { version = 0 } = props;
  useEffect(() => {
    if (version > 0) reload();
  }, [version, reload]);
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    // the button that was pressed may have gone with what was done
    if (version > 0 && !isLoading) focusIfLost(place.current);
  }, [version, isLoading]);
  const [hidden, setHidden] = useHiddenColumns(props.list, props.columns);
  const title = useWords(TITLES);
  const empty = useWords(props.empty);
  const shown = props.columns.filter(({ key }) => !hidden.includes(key));

  return (
    <section>
      <Space wrap className="table-tools">
        {props.actions}
        <Button onClick={reload}>{words.reload}</Button>
        <ColumnChooser columns={props.columns} hidden={hidden} onChange={setHidden} />
        {props.exportAs && <ExportButtons list={props.exportAs} params={props.params} />}
      </Space>
      <RefusalAlert error={error} onRetry={reload} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section id="list" ref={place} className="table-scroll" tabIndex={0} aria-label={words.table}>
        <Table<RowOf<K>>
          size="middle"
          rowKey={props.rowKey}
          loading={isLoading}
          dataSource={[...(rows ?? [])]}
          pagination={false}
          locale={{
            emptyText: (
              <Empty
                image={Empty.PRESENTED_IMAGE_SIMPLE}
                description={answer ? empty : isLoading ? words.reading : words.unread}
              />
            ),
          }}
          columns={shown.map((column) => ({
            key: column.key,
            title: title(column.title),
            align: column.isFigure ? 'right' : 'left',
            ...(column.isPinned ? { className: 'pinned' } : {}),
            render: (_: unknown, row: RowOf<K>) => column.show(row),
          }))}
        />
      </section>
      {answer && props.summary?.(answer.rows)}
      <nav className="pager" aria-label={words.pages}>
        <Button disabled={!pages.after} onClick={() => isLoading || pages.first()}>
          {words.first}
        </Button>
        <Button disabled={!pages.after} onClick={() => isLoading || pages.previous()}>
          {words.previous}
        </Button>
        <Button
          disabled={next === undefined}
          onClick={() => isLoading || (next !== undefined && pages.next(next))}
        >
          {words.next}
        </Button>
      </nav>
    </section>
  );
}

const TITLES = {
  zh: (title: Words<string>) => title.zh,
  en: (title: Words<string>) => title.en,
};
const WORDS = {
  zh: {
    reload: '刷新',
    reading: '正在读取',
    unread: '尚未读取',
    table: '列表',
    pages: '分页',
    first: '首页',
    previous: '上一页',
    next: '下一页',
  },
  en: {
    reload: 'Refresh',
    reading: 'Loading',
    unread: 'Not loaded',
    table: 'List',
    pages: 'Pages',
    first: 'First',
    previous: 'Previous',
    next: 'Next',
  },
};
