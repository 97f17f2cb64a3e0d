import type { Sort } from '@zhixiao/contract/console/list';
import { Spin, Table } from 'antd';
import type { Key, ReactNode } from 'react';
import { useLanguage, useWords } from '../language/language.tsx';
import type { ColumnSums, DataColumn } from './data-column.ts';
import { MoneyText } from './money-text.tsx';
import { RowCard } from './row-card.tsx';

/** Rows that can be chosen, to do something about all of them. */
interface Selection<Row> {
  readonly keys: readonly string[];
  readonly isOffered: (row: Row) => boolean;
  /** What the row's box is called. */
  readonly nameOf: (row: Row) => string;
  readonly onChoose: (keys: readonly string[], rows: readonly Row[]) => void;
}

interface RowsProps<Row> {
  readonly rows: readonly Row[];
  readonly columns: readonly DataColumn<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly isLoading: boolean;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  /** What columns come to, as a last row. */
  readonly sums?: ColumnSums | undefined;
  /** On a wide screen: on a phone one thing is decided at a time. */
  readonly selection?: Selection<Row> | undefined;
  readonly empty: ReactNode;
}

/** The rows of a list on a wide screen. */
export function RowsTable<Row>(props: RowsProps<Row>) {
  const { rows, columns, rowKey, isLoading, sort, onSort, sums, selection, empty } = props;
  const { language } = useLanguage();
  const words = useWords(WORDS);
  return (
    <Table<Row>
      size="middle"
      rowKey={rowKey}
      loading={isLoading}
      dataSource={[...rows]}
      pagination={false}
      locale={{ emptyText: empty }}
      {...(selection ? { rowSelection: rowSelection(selection, words.all) } : {})}
      summary={() => sums && <SumsRow columns={columns} sums={sums} />}
      columns={columns.map((column) => ({
        key: column.key,
        title: column.title[language],
        align: column.isFigure ? 'right' : 'left',
        ...(column.isPinned ? { className: 'pinned' } : {}),
        ...(column.sort ? sorted(column.sort, sort, onSort) : {}),
        render: (_: unknown, row: Row) => column.show(row),
      }))}
    />
  );
}

/** A box for each row that can be chosen, and one for all of the page. */
function rowSelection<Row>({ keys, isOffered, nameOf, onChoose }: Selection<Row>, all: string) {
  return {
    selectedRowKeys: [...keys],
    onChange: (next: readonly Key[], rows: readonly Row[]) => onChoose(next.map(String), rows),
    getTitleCheckboxProps: () => ({ 'aria-label': all }),
    getCheckboxProps: (row: Row) => ({ disabled: !isOffered(row), 'aria-label': nameOf(row) }),
  };
}

function SumsRow<Row>({ columns, sums }: { columns: readonly DataColumn<Row>[]; sums: ColumnSums }) {
  const words = useWords(WORDS);
  return (
    <Table.Summary.Row className="sums">
      {columns.map(({ key }, index) => (
        <Table.Summary.Cell key={key} index={index} align={index === 0 ? 'left' : 'right'}>
          {index === 0 ? words.total : <Sum of={sums.get(key)} />}
        </Table.Summary.Cell>
      ))}
    </Table.Summary.Row>
  );
}

function SumsCard<Row>({ columns, sums }: { columns: readonly DataColumn<Row>[]; sums: ColumnSums }) {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  return (
    <li className="row-card sums">
      <div className="row-title">{words.total}</div>
      <dl>
        {columns.map(({ key, title }) => {
          const sum = sums.get(key);
          return sum === undefined ? null : (
            <div key={key}>
              <dt>{title[language]}</dt>
              <dd>
                <Sum of={sum} />
              </dd>
            </div>
          );
        })}
      </dl>
    </li>
  );
}

function Sum({ of }: { of: number | { readonly fen: number } | undefined }) {
  if (of === undefined) return null;
  return typeof of === 'number' ? <span className="figures">{of}</span> : <MoneyText fen={of.fen} />;
}

/** How a column's head shows and changes the order: what is large or new first, then the other way round. */
function sorted([up, down]: readonly [Sort, Sort], sort: Sort, onSort: (sort: Sort) => void) {
  const order = sort === up ? ('ascend' as const) : sort === down ? ('descend' as const) : null;
  const change = () => onSort(sort === down ? up : down);
  return {
    sorter: true,
    sortOrder: order,
    showSorterTooltip: false,
    onHeaderCell: () => ({
      onClick: change,
      onKeyDown: ({ key }: { key: string }) => key === 'Enter' && change(),
    }),
  };
}

/** The rows of a list on a phone. */
export function RowCards<Row>({ rows, columns, rowKey, isLoading, sums, empty }: RowsProps<Row>) {
  return (
    <Spin spinning={isLoading}>
      {rows.length === 0 && empty}
      <ul className="row-cards">
        {rows.map((row) => (
          <RowCard key={rowKey(row)} row={row} columns={columns} />
        ))}
        {sums && <SumsCard columns={columns} sums={sums} />}
      </ul>
    </Spin>
  );
}

const WORDS = {
  zh: { total: '合计', all: '选择本页全部' },
  en: { total: 'Total', all: 'Select all on this page' },
};
