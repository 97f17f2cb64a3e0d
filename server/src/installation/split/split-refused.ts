import { ErrorInWords } from '../../lib/words.ts';

/** Why a step of a split is not done, and what to do instead; nothing was changed. */
export class SplitRefused extends ErrorInWords {
  override readonly name = 'SplitRefused';
  constructor(zh: string, en: string) {
    super({ zh, en });
  }
}
