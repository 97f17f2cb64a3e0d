import type { ListTotals } from '@zhixiao/contract/console/list';
import { Grid } from 'antd';
import type { ReactNode } from 'react';
import { FilterBar, type FilterField, isTabs, useFilterValues } from './filter-bar.tsx';
import { StatusTabs } from './status-tabs.tsx';

/** The card around a list: its states as tabs, its tools at the right (on a phone below), its filters, and the rows. */
export function ListFrame(props: {
  filters: readonly FilterField[];
  /** How many rows each of the states has. */
  states?: ListTotals['states'] | undefined;
  tools?: ReactNode;
  children: ReactNode;
}) {
  const { filters, states, tools, children } = props;
  const { md: isWide = true } = Grid.useBreakpoint();
  const [values] = useFilterValues(filters);
  const shownTools = tools && <div className="list-tools">{tools}</div>;
  const tabs = filters.find(isTabs);
  const bar = filters.length > (tabs ? 1 : 0) && <FilterBar fields={filters} />;
  return (
    <section className="list">
      {(tabs || bar || (tools && isWide)) && (
        <div className="list-head">
          {tabs ? <StatusTabs field={tabs} value={values[tabs.name]} states={states} /> : bar}
          {isWide && shownTools}
          {tabs && bar}
        </div>
      )}
      {children}
      {!isWide && shownTools}
    </section>
  );
}
