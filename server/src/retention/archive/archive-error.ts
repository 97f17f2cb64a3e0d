import type { Words } from '../../lib/words.ts';

/** Why months were not archived, or not brought back, in one sentence. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly words: Words;
  constructor(words: Words, options?: ErrorOptions) {
    super(`${words.zh} / ${words.en}`, options);
    this.words = words;
  }
}
