import type { Queryable } from '../../db/database.ts';
import { isSplit } from '../../db/split-schema.ts';
import { ArchiveError } from './archive-error.ts';

/**
 * While a database that was split (`installation/split/here.ts`) has rows of the other shard, partitions hold these as well.
 * @throws ArchiveError
 */
export async function refuseWhileSplit(q: Queryable): Promise<void> {
  if (!(await isSplit(q))) return;
  throw new ArchiveError({
    zh: '本库已按学校拆分，仍有另一分片的数据：请先运行 npm run cli -- shard clean。',
    en: 'This database was split and still has rows of the other shard: run npm run cli -- shard clean first.',
  });
}
