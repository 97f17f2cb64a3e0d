declare module 'pg/lib/utils.js' {
  /** A value as it is sent: text or bytes. @throws what `JSON.stringify` throws */
  export function prepareValue(value: unknown): string | Buffer | null;
}

declare module 'pg/lib/result.js' {
  /** What a statement answers, made of the server's messages one after another. */
  class Result {
    /** The first word of the server's answer, such as COMMIT. */
    readonly command: string | null;
    readonly rows: object[];
    addFields(fields: readonly unknown[]): void;
    parseRow(values: readonly unknown[]): object;
    addRow(row: object): void;
    addCommandComplete(message: { readonly text: string }): void;
  }
  export = Result;
}
