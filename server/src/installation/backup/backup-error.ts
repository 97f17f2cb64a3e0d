import { ErrorInWords } from '../../lib/words.ts';

/** Why a backup was not made, or not restored, in one sentence with what to do. */
export class BackupError extends ErrorInWords {
  override readonly name = 'BackupError';
}
