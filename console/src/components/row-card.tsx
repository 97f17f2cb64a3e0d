import type { ReactNode } from 'react';
import { useLanguage } from '../language/language.tsx';
import type { DataColumn, Place } from './data-column.ts';

/** A row on a phone: what it is and how much in large type, the rest beneath it, and what can be done at the foot. */
export function RowCard<Row>({ row, columns }: { row: Row; columns: readonly DataColumn<Row>[] }) {
  const { language } = useLanguage();
  const placed = columns.map((column, index) => ({ column, place: placeOf(column, index, columns) }));
  const of = (place: Place) => placed.filter((one) => one.place === place).map(({ column }) => column);
  const foot = of('foot').map((column) => ({ key: column.key, shown: column.show(row) }));
  return (
    <li className="row-card">
      <div className="row-head">
        <div className="row-title">{shownOf(of('title'), row)}</div>
        <div className="row-amount">{shownOf(of('amount'), row)}</div>
      </div>
      <div className="row-status">{shownOf(of('status'), row)}</div>
      <dl>
        {of('line').map((column) => {
          const shown = column.show(row);
          return isNothing(shown) ? null : (
            <div key={column.key}>
              <dt>{column.title[language]}</dt>
              <dd>{shown}</dd>
            </div>
          );
        })}
      </dl>
      {foot.some(({ shown }) => !isNothing(shown)) && (
        <div className="row-foot">
          {foot.map(({ key, shown }) => (
            <div key={key}>{shown}</div>
          ))}
        </div>
      )}
    </li>
  );
}

/** As the column says, or by what it is: the first is the title. */
function placeOf<Row>(column: DataColumn<Row>, index: number, columns: readonly DataColumn<Row>[]): Place {
  if (column.onPhone) return column.onPhone;
  if (column.isPinned) return 'foot';
  if (column.key === 'status') return 'status';
  if (column.key === 'amount') return 'amount';
  const isGiven = columns.some(({ onPhone }) => onPhone === 'title');
  return index === columns.findIndex(({ key, isFigure }) => key !== 'status' && !isFigure) && !isGiven
    ? 'title'
    : 'line';
}

function shownOf<Row>(columns: readonly DataColumn<Row>[], row: Row): ReactNode {
  return columns.map((column) => <div key={column.key}>{column.show(row)}</div>);
}

function isNothing(shown: ReactNode): boolean {
  return shown === undefined || shown === null || shown === false || shown === '';
}
