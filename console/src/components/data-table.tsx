import type { Listed } from '@zhixiao/contract/console/list';
import type { RouteKey, Routes } from '@zhixiao/contract/console/routes';
import { Button, Empty, Grid } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ParamsOf } from '../api/call.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useWords, type Words } from '../language/language.tsx';
import { ColumnChooser, useHiddenColumns } from './column-chooser.tsx';
import type { ColumnSums, DataColumn } from './data-column.ts';
import { ExportButtons, type FileKey } from './export-buttons.tsx';
import type { FilterField } from './filter-bar.tsx';
import { focusIfLost } from './focus.ts';
import { LineIcon } from './line-icon.tsx';
import { ListFrame } from './list-frame.tsx';
import { RowCards, RowsTable } from './list-rows.tsx';
import { News, useNews } from './news.tsx';
import { PageActions } from './page-actions.tsx';
import { RefusalAlert } from './refusal-alert.tsx';
import { SavedViews } from './saved-views.tsx';
import { SortChoice, useSort } from './sort-choice.tsx';
import { TotalsText } from './totals-text.tsx';
import { type Pages, usePages } from './use-pages.ts';

/** A route that answers a page of a list; with a body where whom it is about must not stand in an address. */
export type ListKey = {
  [K in RouteKey]: Routes[K]['answer'] extends Listed<unknown> ? K : never;
}[RouteKey];

type RowOf<K extends ListKey> = Routes[K]['answer'] extends Listed<infer Row> ? Row : never;

/** What can be done about several rows of a list. */
interface Bulk<Row> {
  readonly isOffered: (row: Row) => boolean;
  /** What the box of a row is called. */
  readonly nameOf: (row: Row) => string;
  /** The buttons, once rows are chosen. */
  readonly actions: (rows: readonly Row[]) => ReactNode;
}

const NO_ROWS: readonly never[] = [];
const NONE: readonly FilterField[] = [];
const PAGE_SIZE = 20;

/**
 * A list that the server pages, on a phone as cards: filters are parameters, the page is in the address, columns can be
 * chosen, and what the filters find can be taken away as a file.
 */
export function DataTable<K extends ListKey, E extends FileKey = never>(props: {
  list: K;
  /** Of the same list asked in several ways: by what its columns are remembered. */
  remembersAs?: ListKey;
  /** The fields above the list; what they say is in `params`. */
  filters?: readonly FilterField[];
  /** What the list is filtered by. */
  params: Omit<Routes[K]['params'], 'after' | 'limit' | 'sort' | 'totals'>;
  columns: readonly DataColumn<RowOf<K>>[];
  rowKey: (row: RowOf<K>) => string;
  /** The route counts what its filters find, of all pages. */
  totals?: boolean;
  /** The route that writes the same list into a file. */
  exportAs?: E;
  /** What it means that there is nothing. */
  empty: Words<string>;
  actions?: ReactNode;
  /** What a row still does by itself: the list then moves on by itself. */
  isUnderWay?: (row: RowOf<K>) => boolean;
  /** What the rows come to, as a last row, where a list is not paged. */
  totalOf?: (rows: readonly RowOf<K>[]) => ColumnSums;
  /** What can be done about several rows at once, on a wide screen. */
  bulk?: Bulk<RowOf<K>>;
  /** Another number: something was done about the rows, and they are asked for anew. */
  version?: number;
}) {
  const words = useWords(WORDS);
  const pages = usePages();
  const { sort, setSort } = useSort(props.columns);
  const query = {
    ...props.params,
    limit: PAGE_SIZE,
    ...(pages.after ? { after: pages.after } : {}),
    ...(sort === 'newest' ? {} : { sort }),
    ...(props.totals ? { totals: true } : {}),
  };
  const asked = useAnswer(props.list, ...([query] as unknown as ParamsOf<K>));
  const { error, isLoading, reload } = asked;
  const answer = asked.answer as Listed<RowOf<K>> | undefined;
  // the rows that were there stand still until the others come; when those cannot be read, there are none
  const { rows, next, totals } = answer ?? (isLoading ? (asked.before as typeof answer) : undefined) ?? {};
  const { version = 0 } = props;
  useEffect(() => {
    if (version > 0) reload();
  }, [version, reload]);
  const news = useNews(
    asked.lookAgain,
    (props.isUnderWay && rows?.some(props.isUnderWay)) ?? false,
    answer && JSON.stringify(answer),
  );
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    // the button that was pressed may have gone with what was done
    if (version > 0 && !isLoading) focusIfLost(place.current);
  }, [version, isLoading]);
  const [hidden, setHidden] = useHiddenColumns(props.remembersAs ?? props.list, props.columns);
  const empty = useWords(props.empty);
  const { md: isWide = true, xl: isWidest = true } = Grid.useBreakpoint();
  const Rows = isWide ? RowsTable : RowCards;
  const [keys, setKeys] = useState<readonly string[]>([]);
  const { bulk, rowKey } = props;
  const chosen = bulk
    ? (rows ?? []).filter((row) => keys.includes(rowKey(row)) && bulk.isOffered(row))
    : NO_ROWS;
  const selection = bulk && {
    keys: chosen.map(rowKey),
    isOffered: bulk.isOffered,
    nameOf: bulk.nameOf,
    onChoose: setKeys,
  };

  return (
    <ListFrame
      filters={props.filters ?? NONE}
      states={totals?.states}
      tools={
        <>
          {props.exportAs && <ExportButtons list={props.exportAs} params={props.params} />}
          <SavedViews list={props.list.slice('GET '.length)} hidden={hidden} onColumns={setHidden} />
          {!isWide && <SortChoice columns={props.columns} sort={sort} onChange={setSort} />}
          <ColumnChooser columns={props.columns} hidden={hidden} onChange={setHidden} />
          <Button
            icon={<LineIcon drawing="M16 10a6 6 0 1 1-1.8-4.2M16 3v3.5h-3.5" />}
            aria-label={words.reload}
            title={words.reload}
            onClick={reload}
          />
        </>
      }
    >
      <News text={news && words.moved} />
      {props.actions && <PageActions>{props.actions}</PageActions>}
      <RefusalAlert error={error} onRetry={reload} />
      {bulk && chosen.length > 0 && isWide && (
        <div className="selection-bar" role="status">
          {words.chosen(chosen.length)}
          {bulk.actions(chosen)}
          <Button type="link" onClick={() => setKeys([])}>
            {words.clear}
          </Button>
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section id="list" ref={place} className="table-scroll" tabIndex={0} aria-label={words.table}>
        <Rows
          rows={rows ?? []}
          columns={props.columns.filter(
            (column) => !hidden.includes(column.key) && (isWidest || !isWide || !column.isWide),
          )}
          sums={rows && rows.length > 0 ? props.totalOf?.(rows) : undefined}
          rowKey={props.rowKey}
          isLoading={isLoading}
          selection={selection}
          sort={sort}
          onSort={setSort}
          empty={
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={answer ? empty : isLoading ? words.reading : words.unread}
            />
          }
        />
      </section>
      <div className="list-end">
        <TotalsText totals={totals} />
        <Pager pages={pages} next={next} count={totals ? 0 : (rows?.length ?? 0)} isLoading={isLoading} />
      </div>
    </ListFrame>
  );
}

/** The ways to other pages, where there are any; else how many rows there are. */
function Pager(props: { pages: Pages; next: string | undefined; count: number; isLoading: boolean }) {
  const { pages, next, count, isLoading } = props;
  const words = useWords(WORDS);
  if (pages.after === undefined && next === undefined)
    return count > 0 && <p className="pager count">{words.all(count)}</p>;
  return (
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
  );
}

const WORDS = {
  zh: {
    reload: '刷新',
    moved: '列表已更新',
    reading: '正在读取',
    unread: '尚未读取',
    table: '列表',
    pages: '分页',
    all: (count: number) => `共 ${count} 条`,
    chosen: (count: number) => `已选 ${count} 项`,
    clear: '取消选择',
    first: '首页',
    previous: '上一页',
    next: '下一页',
  },
  en: {
    reload: 'Refresh',
    moved: 'The list has been updated',
    reading: 'Loading',
    unread: 'Not loaded',
    table: 'List',
    pages: 'Pages',
    all: (count: number) => (count === 1 ? '1 row' : `${count} rows`),
    chosen: (count: number) => `${count} selected`,
    clear: 'Clear',
    first: 'First',
    previous: 'Previous',
    next: 'Next',
  },
};
