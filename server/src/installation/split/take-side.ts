import { recordEntry } from '../../audit/record.ts';
import { type Splitting, UNADDRESSED } from './begin-split.ts';
import { closeDatabase, findElsewhere, hideElsewhere, lookHereFirst } from './here.ts';
import type { Side, Split } from './split.ts';
import { SplitRefused } from './split-refused.ts';
import {
  endSessions,
  findSchoolsElsewhere,
  findShard,
  findSplit,
  noteSide,
  readPosition,
  readTimeline,
} from './split-store.ts';

/** A database that has taken its side. */
export interface TakenSide {
  readonly split: Split;
  readonly side: Side;
  readonly shard: number;
  readonly elsewhere: readonly string[];
  /** Sessions from before that this role could not end: they do not see the split. */
  readonly left: readonly string[];
}

/**
 * Makes this database one of the two, in one commit: the schools of the other side are hidden and cannot be changed, and the
 * database takes writes again. Which side it is follows from its timeline, and has to agree with `SHARD`; the promoted one
 * needs the code that the other printed when it had let go. Done twice it changes nothing.
 * @throws SplitRefused
 */
export async function takeSide(splitting: Splitting, code: string | undefined): Promise<TakenSide> {
  const { session, clock, vault, operator } = splitting;
  const split = await requireBegun(splitting);
  const side = split.side ?? (await sideOf(splitting, split));
  const shard = side === 'stays' ? split.fromShard : split.toShard;
  const elsewhere = await findSchoolsElsewhere(session, split, side);
  if (split.side) return { split, side, shard, elsewhere, left: [] };
  if (side === 'moves') requireCode(split, code);
  const now = clock.now();
  const hidden = await findElsewhere(session, elsewhere);
  await session.transaction(async (tx) => {
    await hideElsewhere(tx, hidden);
    await lookHereFirst(tx);
    await closeDatabase(tx, false);
    await noteSide(tx, split, side, now);
    const details = { shard, elsewhere };
    const note = { operator, action: 'installation.split', subject: 'installation', details } as const;
    await recordEntry(tx, vault, { ...UNADDRESSED, ...note, at: now });
  });
  return {
    split,
    side,
    shard,
    elsewhere,
    left: await endSessions(session, (await readPosition(session)).at),
  };
}

/** @throws SplitRefused */
async function sideOf({ session, shard }: Pick<Splitting, 'session' | 'shard'>, split: Split): Promise<Side> {
  const isPromoted = (await readTimeline(session)) !== split.timeline;
  if (!split.closedAt) {
    throw isPromoted
      ? new SplitRefused(
          '这个副本在原库停止写入之前就被提升了，缺少其后的数据：请丢弃它，重新建备库，再从头拆分。',
          'This copy was promoted before the other database had stopped to write, and lacks what came after: throw it away, make another standby, and begin again.',
        )
      : new SplitRefused(
          'shard begin 没有执行完：请再执行一次，直到它提示可以提升备库。',
          'shard begin did not finish: run it again, until it says that the standby may be promoted.',
        );
  }
  const expected = isPromoted ? split.toShard : split.fromShard;
  if (shard === expected) return isPromoted ? 'moves' : 'stays';
  throw isPromoted
    ? new SplitRefused(
        `这个数据库在拆分开始之后被提升过，应是分片 ${expected}，而 SHARD ${saying(shard).zh}。若它是新分片，请设 SHARD=${expected}；若是原来的集群发生了主备切换，请丢弃被提升的副本，执行 shard cancel --only-this-one，再从头拆分。`,
        `This database was promoted after the split had begun, so that it is to be shard ${expected}, but SHARD is ${saying(shard).en}. If it is the new shard, set SHARD=${expected}. If the old cluster has failed over meanwhile, throw the promoted copy away, run shard cancel --only-this-one here, and begin again.`,
      )
    : new SplitRefused(
        `这个数据库没有被提升过，是留下的一方（分片 ${expected}），而 SHARD ${saying(shard).zh}：请核对 DATABASE_URL；若它是留下的一方，请设 SHARD=${expected}。`,
        `This database was not promoted: it is the side that stays, shard ${expected}, but SHARD is ${saying(shard).en}. Check DATABASE_URL; if it is that side, set SHARD=${expected}.`,
      );
}

const saying = (shard: number | undefined) =>
  shard === undefined ? { zh: '没有设置', en: 'not set' } : { zh: `是 ${shard}`, en: String(shard) };

async function requireBegun({ session }: Splitting): Promise<Split> {
  const split = await findSplit(session);
  if (split && (!split.side || !split.cleanedAt)) return split;
  const shard = await findShard(session);
  throw new SplitRefused(
    `这里没有正在进行的拆分${shard === undefined ? '' : `（本库是分片 ${shard}）`}：请先在原库执行 shard begin。若这是一个被提升的副本，它提升得太早，请丢弃它。`,
    `No split has begun here${shard === undefined ? '' : ` (this is shard ${shard})`}: run shard begin on the primary first. If this is a promoted copy, it was promoted too early: throw it away.`,
  );
}

function requireCode({ code, fromShard }: Split, given: string | undefined): void {
  if (given === code) return;
  throw new SplitRefused(
    given === undefined
      ? `先在留下的一方（分片 ${fromShard}）执行 shard split，再把它给出的确认码写在这里：shard split --code 确认码`
      : `确认码不对：请使用分片 ${fromShard} 执行 shard split 后给出的确认码。`,
    given === undefined
      ? `Run shard split on the side that stays (shard ${fromShard}) first, and give the code that it prints: shard split --code CODE`
      : `That is not the code: give the one that shard split has printed on shard ${fromShard}.`,
  );
}

/** What taking its side would make of this database. @throws SplitRefused */
export async function dryTakeSide(splitting: Splitting): Promise<TakenSide> {
  const { session } = splitting;
  const split = await requireBegun(splitting);
  const side = split.side ?? (await sideOf(splitting, split));
  const shard = side === 'stays' ? split.fromShard : split.toShard;
  return { split, side, shard, elsewhere: await findSchoolsElsewhere(session, split, side), left: [] };
}
