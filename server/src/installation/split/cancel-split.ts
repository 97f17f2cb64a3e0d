import { recordEntry } from '../../audit/record.ts';
import { type Splitting, UNADDRESSED } from './begin-split.ts';
import { closeDatabase, lookHereNoMore, unhideTable } from './here.ts';
import { requireShard } from './keep-shard.ts';
import type { Split } from './split.ts';
import { SplitRefused } from './split-refused.ts';
import { endSessions, findSplit, noteStep, readPosition, readTimeline } from './split-store.ts';
import { OWNED_TABLES } from './table-rules.ts';

/**
 * Takes a split back on the side that stays: this database has all schools again and takes writes. Until it has let go of what
 * moves, the promoted copy cannot serve anything (it lacks the code), so that nothing is to be said; afterwards somebody has to
 * say that only this one goes on.
 * @throws SplitRefused
 */
export async function cancelSplit(splitting: Splitting, isOnlyOne: boolean): Promise<Split> {
  const { session, clock, vault, operator } = splitting;
  const split = await findSplit(session);
  if (!split || split.cleanedAt)
    throw new SplitRefused('没有可以取消的拆分。', 'There is no split to cancel.');
  await requireShard(session, splitting.shard);
  await requireCancellable(splitting, split, isOnlyOne);
  const now = clock.now();
  await session.transaction(async (tx) => {
    for (const table of OWNED_TABLES) await unhideTable(tx, table);
    await lookHereNoMore(tx);
    await closeDatabase(tx, false);
    await noteStep(tx, split.splitNo, 'cancelled_at', now);
    const note = {
      operator,
      action: 'installation.cancel_split',
      subject: 'installation',
      details: {},
    } as const;
    await recordEntry(tx, vault, { ...UNADDRESSED, ...note, at: now });
  });
  await endSessions(session, (await readPosition(session)).at);
  return split;
}

async function requireCancellable({ session }: Splitting, split: Split, isOnlyOne: boolean): Promise<void> {
  if (split.side === 'moves') {
    throw new SplitRefused(
      '这是被提升的新分片，不能取消拆分：请在留下的一方取消，并丢弃这个数据库。',
      'This is the promoted database, on which a split is not cancelled: cancel it on the side that stays, and throw this one away.',
    );
  }
  if (split.cleaningAt) {
    throw new SplitRefused(
      '清理已经开始，搬走的学校的数据已从这里删除，不能再取消。',
      'The cleaning has begun: rows of the schools that moved are deleted here, and the split cannot be cancelled any more.',
    );
  }
  const isPromoted = (await readTimeline(session)) !== split.timeline;
  if (isOnlyOne || !(split.side || isPromoted)) return;
  throw new SplitRefused(
    '另一个数据库可能已经在服务搬走的学校。确认它从未投入使用、已停止并将被丢弃之后，再执行 shard cancel --only-this-one。',
    'The other database may serve the schools that move already. Only when it never did, is stopped and will be thrown away: shard cancel --only-this-one.',
  );
}
