/** Why the schema cannot be brought up to date; `message` is one line fit for the console, with the cure. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code:
    | 'misnumbered'
    | 'changed'
    | 'half_migrated'
    | 'newer_database'
    | 'still_served'
    | 'being_split'
    | 'locked'
    | 'failed';
  constructor(code: MigrationError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
