/** One file or link of a package; folders follow from the paths. */
export type Entry = FileEntry | LinkEntry;

export interface FileEntry {
  /** Relative to the package's folder, with slashes. */
  readonly path: string;
  readonly isExecutable: boolean;
  /** A file to be copied, or the bytes themselves. */
  readonly content: { readonly from: string } | Buffer;
}

interface LinkEntry {
  readonly path: string;
  /** Relative to where the link lies. */
  readonly target: string;
}

/** A package that cannot be made; the message is one line for the console. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
}

export const modeOf = ({ isExecutable }: FileEntry): number => (isExecutable ? 0o755 : 0o644);
