/** Why an error occurs, and what puts an end to it. */
interface Why {
  readonly cause: string;
  readonly cure: string;
}

/** What the catalogue adds to a message of the server. */
export interface Remedy {
  /** Interfaces that can answer it; absent: each of them. */
  readonly on?: readonly string[];
  readonly zh: Why;
  readonly en: Why;
}

/** A message that is no refusal of a room: a field's, or one about the envelope or the connection. */
export interface Message extends Remedy {
  /** As it is answered; `{name}` stands for what varies. Of a field, what follows its name. */
  readonly message: string;
  readonly inEnglish: string;
  /** Absent: -2. */
  readonly ret?: number;
  /** Absent: 200. */
  readonly status?: 413 | 429 | 503;
}
