/** Which of the two databases one is after a split: the one that was there, or the copy that was promoted. */
export type Side = 'stays' | 'moves';

/** How a database is split in two, as both of them know it. */
export interface Split {
  readonly splitNo: number;
  readonly fromShard: number;
  readonly toShard: number;
  /** Of the primary that began it. */
  readonly timeline: string;
  readonly code: string;
  /** Since when the database refuses to be written to, until its side is taken. */
  readonly begunAt: Date;
  /** Since when no session is left that could write. */
  readonly closedAt: Date | undefined;
  /** Undefined: this database has not taken its side. */
  readonly side: Side | undefined;
  readonly cleaningAt: Date | undefined;
  readonly cleanedAt: Date | undefined;
}

/** A server that follows this one, and whether it has replayed everything up to now. */
export interface Standby {
  readonly name: string;
  /** Null: this role may not see it. */
  readonly caughtUp: boolean | null;
}
