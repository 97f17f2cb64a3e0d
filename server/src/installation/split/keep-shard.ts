import type { Queryable } from '../../db/database.ts';
import { isSplit } from '../../db/split-schema.ts';
import { looksHere } from './here.ts';
import { SplitRefused } from './split-refused.ts';
import { findAllSchools, findShard, findSplit, insertShard } from './split-store.ts';

/**
 * Binds a database to the number of the first start with `SHARD`, and refuses a server or a command whose number is another one, or
 * that comes while a split is half done: it would work with schools that another shard has as well.
 * @throws SplitRefused
 */
export async function keepShard(q: Queryable, shard: number | undefined, now: Date): Promise<void> {
  if (shard !== undefined && (await findShard(q)) === undefined) {
    // a copy that was promoted before anything was split, started as if it were the new shard
    if (shard !== 0 && (await findAllSchools(q)).length > 0) {
      throw new SplitRefused(
        `这个数据库已有学校，还不属于任何分片，而 SHARD 是 ${shard}：原有的系统是分片 0。若它是另一个数据库的副本，请不要启动服务，按 docs/scaling.md 拆分；若它从来就是一套独立的系统，请执行 npm run cli -- shard number --to ${shard}。`,
        `This database has schools and is no shard yet, but SHARD is ${shard}: an installation that is there becomes SHARD=0. If this is a copy of another database, start nothing on it, and split as docs/scaling.md says. If it has been an installation of its own from the start: npm run cli -- shard number --to ${shard}.`,
      );
    }
    await insertShard(q, shard, now);
  }
  await checkShard(q, shard);
}

/** Gives a database a number by hand that has none: an installation of its own, which joins others behind a router. @throws SplitRefused */
export async function numberShard(q: Queryable, number: number, now: Date): Promise<void> {
  await insertShard(q, number, now);
  await requireShard(q, number);
}

/** For programs beside the server. @throws SplitRefused */
export async function checkShard(q: Queryable, shard: number | undefined): Promise<void> {
  const split = await findSplit(q);
  if (split && !split.side) {
    throw new SplitRefused(
      '这个数据库的拆分还没有完成：请执行 npm run cli -- shard 查看下一步。',
      'This database is half split: npm run cli -- shard says what comes next.',
    );
  }
  const kept = await findShard(q);
  if (kept !== undefined || shard !== undefined) await requireShard(q, shard);
  if ((await isSplit(q)) && !(await looksHere(q))) {
    throw new SplitRefused(
      '本角色的会话看不到拆分（search_path 被改过）：请执行 alter role … reset search_path（含 in database 的设置），再启动。',
      'Sessions of this role do not see the split, because the role has a search_path of its own: run alter role … reset search_path (and the same in database …), then start again.',
    );
  }
}

/** The number of this database. @throws SplitRefused when the setting is another one, or there is none */
export async function requireShard(q: Queryable, shard: number | undefined): Promise<number> {
  const kept = await findShard(q);
  if (kept === undefined) {
    throw new SplitRefused(
      '这个数据库还没有分片号：请把服务的 SHARD 设为 0 并重启，再执行本命令。',
      'This database has no shard number yet: set SHARD=0 for its servers, restart them, and run this again.',
    );
  }
  if (kept === shard) return kept;
  throw new SplitRefused(
    `这个数据库是分片 ${kept}，而 SHARD ${shard === undefined ? '没有设置' : `是 ${shard}`}：请把 SHARD 设为 ${kept}，或核对 DATABASE_URL。`,
    `This database is shard ${kept}, but SHARD is ${shard ?? 'not set'}: set SHARD=${kept}, or check DATABASE_URL.`,
  );
}
