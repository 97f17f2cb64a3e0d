import type { Queryable } from '../db/database.ts';
import { checkShard } from '../installation/split/keep-shard.ts';
import { SplitRefused } from '../installation/split/split-refused.ts';
import { readShardState } from '../installation/split/split-state.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

/** Whether this is the shard that the settings say, and whole; nothing of an installation that is the only one. */
export async function shardFindings(q: Queryable, shard: number | undefined): Promise<Finding[]> {
  try {
    await checkShard(q, shard);
  } catch (error) {
    if (!(error instanceof SplitRefused)) throw error;
    return [
      fault('shard', error.words, {
        zh: '按提示处理后再启动服务（docs/scaling.md）。',
        en: 'Do what it says before a server is started (docs/scaling.md).',
      }),
    ];
  }
  const { shard: number, elsewhere } = await readShardState(q);
  if (number === undefined) return [];
  if (elsewhere.length === 0) return [ok('shard', `本库是分片 ${number}。`, `This is shard ${number}.`)];
  const [zh, en] = [elsewhere.join('、'), elsewhere.join(', ')];
  return [
    warning(
      'shard',
      {
        zh: `本库是分片 ${number}，还有已搬走学校的数据：${zh}。清理完之前不能升级。`,
        en: `This is shard ${number}, with rows of schools that moved: ${en}. Until these are deleted it cannot be upgraded.`,
      },
      { zh: '执行 npm run cli -- shard clean。', en: 'Run npm run cli -- shard clean.' },
    ),
  ];
}
