/** A statement with a name is prepared once per connection (names must be unique per text). */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Anything SQL can be run on. Stores take one as their first argument and never open their own. */
export interface Queryable {
  /** @throws DatabaseAway when it is unknown whether it was done */
  query<Row extends object>(statement: Statement): Promise<Row[]>;
}
