import pg from 'pg';

/** Makes a row of the texts that the server sends for its columns. @throws when one cannot be read */
export type RowReader = (values: readonly (string | null)[]) => object;

/** A column as the server describes it. */
export interface DescribedColumn {
  readonly name: string;
  /** The number of its type in PostgreSQL. */
  readonly dataTypeID: number;
}

export function rowReader(described: readonly DescribedColumn[]): RowReader {
  const columns = described.map(({ name, dataTypeID }) => ({
    name,
    read: pg.types.getTypeParser(dataTypeID),
  }));
  // a copy of a row is made faster than one that grows column by column
  const empty = Object.fromEntries(columns.map(({ name }) => [name, null]));
  return (values) => {
    const row: Record<string, unknown> = { ...empty };
    columns.forEach(({ name, read }, index) => {
      const value = values[index] ?? null;
      if (value !== null) row[name] = read(value);
    });
    return row;
  };
}
