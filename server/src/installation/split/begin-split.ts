import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { recordEntry } from '../../audit/record.ts';
import { readMigrationState } from '../../db/migration-state.ts';
import { type Clock, SECOND_MS } from '../../lib/clock.ts';
import type { Vault } from '../../lib/vault.ts';
import { listMonths } from '../../retention/archive/list-months.ts';
import { closeDatabase, findUnruled } from './here.ts';
import { requireShard } from './keep-shard.ts';
import type { Split, Standby } from './split.ts';
import { SplitRefused } from './split-refused.ts';
import type { SplitSession } from './split-session.ts';
import {
  endSessions,
  findAllSchools,
  findGivenNumbers,
  findMoving,
  findRolesWithPath,
  findSplit,
  findStandbys,
  insertSplit,
  noteStep,
  ownsDatabase,
  readPosition,
  readTimeline,
} from './split-store.ts';

/** What a step of a split works with. */
export interface Splitting {
  readonly session: SplitSession;
  readonly vault: Vault;
  readonly clock: Clock;
  /** Who does it, for the audit log. */
  readonly operator: string;
  /** The setting SHARD. */
  readonly shard: number | undefined;
}

/** What is to be split. */
export interface SplitInput {
  readonly move: readonly string[];
  readonly toShard: number;
}

export interface BegunSplit {
  readonly split: Split;
  readonly standbys: readonly Standby[];
  readonly lsn: string;
}

const SESSIONS_GONE_WITHIN_MS = 15 * SECOND_MS;
const REPLAYED_WITHIN_MS = 30 * SECOND_MS;

/**
 * Writes down what will be split and closes the database: from here on it refuses every write, until its side is taken or the split
 * is cancelled, and so does every copy that is promoted. Run again, it goes on where it was.
 * @throws SplitRefused
 */
export async function beginSplit(
  splitting: Splitting,
  input: SplitInput,
  { sessionsGoneWithinMs = SESSIONS_GONE_WITHIN_MS } = {},
): Promise<BegunSplit> {
  const { session, clock, vault, operator } = splitting;
  const open = await openSplit(splitting, input);
  if (!open) {
    await checkInput(splitting, input);
    const begunAt = clock.now();
    const fromShard = await requireShard(session, splitting.shard);
    const code = String(randomInt(1e8)).padStart(8, '0');
    const timeline = await readTimeline(session);
    await session.transaction(async (tx) => {
      await insertSplit(tx, { fromShard, toShard: input.toShard, timeline, code, begunAt }, input.move);
      await closeDatabase(tx, true);
      const details = { toShard: input.toShard, schools: input.move };
      const note = {
        operator,
        action: 'installation.begin_split',
        subject: 'installation',
        details,
      } as const;
      await recordEntry(tx, vault, { ...UNADDRESSED, ...note, at: begunAt });
    });
  }
  const split = await currentSplit(session);
  await endWriters(session, sessionsGoneWithinMs);
  await noteStep(session, split.splitNo, 'closed_at', clock.now());
  const { lsn } = await readPosition(session);
  return { split, lsn, standbys: await followed(session, lsn) };
}

/** What entries of commands have in common. */
export const UNADDRESSED = { address: undefined, schoolId: undefined, outcome: 'done' } as const;

/** What has begun already, when it is the same. */
async function openSplit({ session }: Splitting, { move, toShard }: SplitInput): Promise<Split | undefined> {
  const split = await findSplit(session);
  if (!split || split.cleanedAt) return undefined;
  if (split.side) {
    throw new SplitRefused(
      '上一次拆分还没有清理完：请先执行 shard clean，直到提示清理完毕。',
      'The split before is not cleaned up yet: run shard clean until it says that it is done, then begin the next.',
    );
  }
  const same =
    split.toShard === toShard && String(await findMoving(session, split)) === String([...move].sort());
  if (!same) {
    throw new SplitRefused(
      '已经开始了另一次拆分：请用 shard 查看；要改用别的学校或分片，先执行 shard cancel。',
      'Another split has begun: look with shard, and run shard cancel before you begin one of other schools or to another shard.',
    );
  }
  if (split.timeline !== (await readTimeline(session))) {
    throw new SplitRefused(
      '拆分开始之后，这个数据库被提升过主库，不能继续：请见 shard 的提示。',
      'This database was promoted after the split had begun, so begin cannot go on here: see what shard says.',
    );
  }
  return split;
}

/** @throws SplitRefused */
export async function checkInput(
  { session, shard }: Pick<Splitting, 'session' | 'shard'>,
  { move, toShard }: SplitInput,
): Promise<void> {
  const state = await readMigrationState(session);
  if (
    !state ||
    [...state.pending, ...state.skipped, ...state.changed, ...state.unknown, ...state.ahead].length > 0
  ) {
    throw new SplitRefused(
      '数据库与本程序的版本不一致：请先升级（npm run cli -- migrate），再拆分。',
      'The database is not of this version: upgrade first (npm run cli -- migrate), then split.',
    );
  }
  const unruled = await findUnruled(session);
  const { archived } = await listMonths({ db: session });
  const months = unruled.filter((name) => archived.some((month) => month.name === name));
  if (months.length > 0) {
    throw new SplitRefused(
      `这些月份已经归档，但移出的表还在库中：${months.join('、')}。请先删除这些表（npm run cli -- archive --drop --to 归档目录 --operator 姓名，会先核对文件），或用 archive restore 取回，再拆分。`,
      `These months are archived, and their detached tables are still in the database: ${months.join(', ')}. Drop the tables first (npm run cli -- archive --drop --to DIR --operator NAME, which reads the files before), or bring them back by archive restore, then split.`,
    );
  }
  if (unruled.length > 0) {
    throw new SplitRefused(
      `数据库中有本程序不认识的表：${unruled.join('、')}。请把它们移到别的 schema 后再拆分。`,
      `The database has tables that are not of this program: ${unruled.join(', ')}. Move them to a schema of their own, then split.`,
    );
  }
  const own = await requireShard(session, shard);
  const given = await findGivenNumbers(session);
  if (toShard === own || given.includes(toShard)) {
    throw new SplitRefused(
      `分片 ${toShard} 已经存在：请用 --to 给出一个没有用过的号（0 至 15）。`,
      `Shard ${toShard} exists already: give a number by --to that no shard has (0 to 15).`,
    );
  }
  const all = await findAllSchools(session);
  const unknown = move.filter((school) => !all.includes(school));
  if (unknown.length > 0) {
    throw new SplitRefused(
      `没有这些学校：${unknown.join('、')}`,
      `There are no such schools: ${unknown.join(', ')}`,
    );
  }
  if (move.length === 0 || all.every((school) => move.includes(school))) {
    throw new SplitRefused(
      '至少要有一所学校搬走、一所学校留下。',
      'At least one school has to move, and one has to stay.',
    );
  }
  if (!(await ownsDatabase(session))) {
    throw new SplitRefused(
      '当前数据库角色不是数据库的属主：请把 MIGRATION_DATABASE_URL 设为属主角色。',
      'This role does not own the database: set MIGRATION_DATABASE_URL to the one that does.',
    );
  }
  const ownPath = await findRolesWithPath(session);
  if (ownPath.length > 0) {
    throw new SplitRefused(
      `这些角色有自己的 search_path，看不到拆分：${ownPath.join('、')}。请执行 alter role … reset search_path（以及 alter role … in database … reset search_path）。`,
      `These roles have a search_path of their own and would not see a split: ${ownPath.join(', ')}. Run alter role … reset search_path (and alter role … in database … reset search_path).`,
    );
  }
  if ((await findStandbys(session, '0/0')).length === 0) {
    throw new SplitRefused(
      '没有备库跟随这个数据库：请先为新分片建好流复制的备库（docs/scaling.md）。',
      'No standby follows this database: make one for the new shard first, by streaming replication (docs/scaling.md).',
    );
  }
}

async function currentSplit(session: SplitSession): Promise<Split> {
  const split = await findSplit(session);
  if (!split) throw new Error('the split that has begun is gone');
  return split;
}

/** Sessions that began before the database was closed could still write. */
async function endWriters(session: SplitSession, withinMs: number): Promise<void> {
  const { at } = await readPosition(session);
  const deadline = performance.now() + withinMs;
  for (;;) {
    const left = await endSessions(session, at);
    if (left.length === 0) return;
    if (performance.now() >= deadline) {
      throw new SplitRefused(
        `数据库已停止写入，但还有会话没有结束：${left.join('；')}。请停止它们（或为本角色执行 grant pg_signal_backend, pg_monitor），再执行一次 shard begin；或执行 shard cancel。不要提升备库。`,
        `The database takes no new writes, but these sessions are left: ${left.join('; ')}. Stop them (or grant this role pg_signal_backend and pg_monitor) and run shard begin again, or run shard cancel. Do not promote the standby yet.`,
      );
    }
    await pause(200);
  }
}

/** Waits for a standby that has everything, where this role may see that. */
async function followed(session: SplitSession, lsn: string): Promise<Standby[]> {
  const deadline = performance.now() + REPLAYED_WITHIN_MS;
  for (;;) {
    const standbys = await findStandbys(session, lsn);
    const isKnown = standbys.length > 0 && standbys.every(({ caughtUp }) => caughtUp !== false);
    if (isKnown || performance.now() >= deadline) return standbys;
    await pause(100);
  }
}
