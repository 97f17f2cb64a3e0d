import type { Words } from '../../lib/words.ts';

/** Why a backup was not made, or not restored, in one sentence with what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly words: Words;
  constructor(words: Words, options?: ErrorOptions) {
    super(`${words.zh} / ${words.en}`, options);
    this.words = words;
  }
}
