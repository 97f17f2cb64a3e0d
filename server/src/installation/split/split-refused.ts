import type { Words } from '../../lib/words.ts';

/** Why a step of a split is not done, and what to do instead; nothing was changed. */
export class SplitRefused extends Error {
  override readonly name = 'SplitRefused';
  readonly words: Words;
  constructor(zh: string, en: string) {
    super(`${zh} / ${en}`);
    this.words = { zh, en };
  }
}
