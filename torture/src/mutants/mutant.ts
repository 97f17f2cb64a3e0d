/** A seeded bug: edits of the source as it is read, or statements run on the database. */
export interface Mutant {
  readonly name: string;
  /** What it breaks, in one sentence. */
  readonly breaks: string;
  readonly edits?: readonly Edit[];
  readonly sql?: readonly string[];
}

/** `find` stands once in the file, a path from the root. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}
