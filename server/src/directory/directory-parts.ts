import type { Core } from '../core.ts';

/** What the directory works with; a command line has no more of the server. */
export type DirectoryParts = Pick<Core, 'db' | 'vault' | 'clock'>;
