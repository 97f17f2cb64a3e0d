/** An instant as ISO 8601 in UTC. */
export type Instant = string;

/** One page of a list; `next` is the `after` of the following page, absent on the last. */
export interface Listed<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** What every list is asked with. */
export interface ListWish {
  readonly after?: string;
  readonly limit?: number;
}

/** The answer is a file. */
export type File = 'file';

/** What every export is asked with. */
export interface ExportWish {
  readonly form: 'xlsx' | 'csv';
}

/** What an export is asked with that names people in full: why it is wanted goes to the audit log. */
export interface PersonalExport extends ExportWish {
  readonly reason: string;
}

export type Nothing = Record<never, never>;

/** Of the lists that are set up by hand. */
export interface NameFilter {
  readonly schoolId?: string;
  /** A part of a name or number. */
  readonly text?: string;
}
