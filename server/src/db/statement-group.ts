import type pg from 'pg';
import { type DescribedColumn, type RowReader, rowReader } from './row-reader.ts';

/** A statement whose values are as they are sent. */
export interface WrittenStatement {
  /** Prepared once per session under this name; without a name it is parsed each time. */
  readonly name?: string;
  readonly text: string;
  readonly values: (string | Buffer | null)[];
  /** The rows of one that is not read are not asked for; `control` is what frames a transaction. */
  readonly use: 'read' | 'sent' | 'control';
}

/** What a statement answered. */
interface StatementResult {
  readonly rows: object[];
  /** What the server says that it did, such as `COMMIT` or `INSERT 0 1`. */
  readonly tag: string;
}

/** What became of a group: the results of the statements that were executed, and why the next one was not. */
export interface GroupOutcome {
  readonly done: readonly StatementResult[];
  readonly error?: unknown;
}

/** What `pg` has on a connection and its types do not name. */
interface Wire extends pg.Connection {
  /** The texts that the server has parsed, by name. */
  readonly parsedStatements: Readonly<Record<string, string>>;
  sendCopyFail(reason: string): void;
}

/**
 * How rows are read of the statements that a session has prepared, by their names. The server describes the columns once: it
 * refuses a prepared statement whose columns have changed.
 */
const READERS = new WeakMap<pg.Connection, Map<string, RowReader>>();

/**
 * Statements that go to the server in one piece and share one Sync of the protocol: they are executed up to the first that
 * fails, and nothing behind that one is. `pg` gives each statement a Sync of its own, and would have a statement behind a
 * refused `begin` executed and committed alone. The driver calls the methods, as it does its own queries'.
 */
export class StatementGroup implements pg.Submittable {
  readonly #statements: readonly WrittenStatement[];
  readonly #done: StatementResult[] = [];
  /** How many were executed, those behind one whose rows cannot be read included. */
  #executed = 0;
  #readers = new Map<string, RowReader>();
  /** Of the statement that is being answered, as its rows. */
  #reader: RowReader | undefined;
  #rows: object[] = [];
  #unreadable: unknown;
  /** Public, since a timer of the driver replaces it. */
  callback: (error?: unknown) => void;

  constructor(statements: readonly WrittenStatement[], answer: (outcome: GroupOutcome) => void) {
    this.#statements = statements;
    this.callback = (error) => answer(error ? { done: this.#done, error } : { done: this.#done });
  }

  /** Under this name the driver notes that the server has parsed a statement, the one behind those that were executed. */
  get name(): string | undefined {
    return this.#statements[this.#executed]?.name;
  }

  get text(): string | undefined {
    return this.#statements[this.#executed]?.text;
  }

  submit(connection: pg.Connection): void {
    const { stream, parsedStatements } = connection as Wire;
    const parsed = new Set<string>();
    this.#readers = READERS.getOrInsertComputed(connection, () => new Map());
    stream.cork();
    for (const { name = '', text, values, use } of this.#statements) {
      if (name === '' || !(parsed.has(name) || Object.hasOwn(parsedStatements, name))) {
        connection.parse({ name, text, types: [] }, true);
        parsed.add(name);
      }
      connection.bind({ statement: name, values }, true);
      if (use === 'read' && !this.#readers.has(name)) connection.describe({ type: 'P' }, true);
      connection.execute(null, true);
    }
    connection.sync();
    stream.uncork();
  }

  handleRowDescription({ fields }: { readonly fields: readonly DescribedColumn[] }): void {
    this.#reader = rowReader(fields);
    if (this.name !== undefined) this.#readers.set(this.name, this.#reader);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (this.#unreadable || this.#statements[this.#executed]?.use !== 'read') return;
    this.#reader ??= this.#readers.get(this.name ?? '');
    try {
      if (!this.#reader) throw new Error('the server sent a row whose columns it has not described');
      this.#rows.push(this.#reader(fields));
    } catch (error) {
      this.#unreadable = error;
    }
  }

  handleCommandComplete({ text: tag }: { readonly text: string }): void {
    if (!this.#unreadable) this.#done.push({ rows: this.#rows, tag });
    this.#executed += 1;
    this.#rows = [];
    this.#reader = undefined;
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handleCopyInResponse(connection: pg.Connection): void {
    (connection as Wire).sendCopyFail('nothing is copied in a group');
    // the server has passed over the group's own while it waited for data
    connection.sync();
  }

  handleCopyData(): void {
    // rows that nobody reads
  }

  handleError(error: unknown): void {
    this.callback(this.#unreadable ?? error);
  }

  handleReadyForQuery(): void {
    this.callback(this.#unreadable);
  }
}
