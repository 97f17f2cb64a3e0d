import { Spin, Table } from 'antd';
import type { ReactNode } from 'react';
import { useLanguage } from '../language/language.tsx';
import type { DataColumn } from './data-column.ts';
import { RowCard } from './row-card.tsx';

interface RowsProps<Row> {
  readonly rows: readonly Row[];
  readonly columns: readonly DataColumn<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly isLoading: boolean;
  readonly empty: ReactNode;
}

/** The rows of a list on a wide screen. */
export function RowsTable<Row>({ rows, columns, rowKey, isLoading, empty }: RowsProps<Row>) {
  const { language } = useLanguage();
  return (
    <Table<Row>
      size="middle"
      rowKey={rowKey}
      loading={isLoading}
      dataSource={[...rows]}
      pagination={false}
      locale={{ emptyText: empty }}
      columns={columns.map((column) => ({
        key: column.key,
        title: column.title[language],
        align: column.isFigure ? 'right' : 'left',
        ...(column.isPinned ? { className: 'pinned' } : {}),
        render: (_: unknown, row: Row) => column.show(row),
      }))}
    />
  );
}

/** The rows of a list on a phone. */
export function RowCards<Row>({ rows, columns, rowKey, isLoading, empty }: RowsProps<Row>) {
  return (
    <Spin spinning={isLoading}>
      {rows.length === 0 && empty}
      <ul className="row-cards">
        {rows.map((row) => (
          <RowCard key={rowKey(row)} row={row} columns={columns} />
        ))}
      </ul>
    </Spin>
  );
}
