import { ErrorInWords } from '../../lib/words.ts';

/** Why months were not archived, or not brought back, in one sentence. */
export class ArchiveError extends ErrorInWords {
  override readonly name = 'ArchiveError';
}
