import { setTimeout as pause } from 'node:timers/promises';
import { recordEntry } from '../../audit/record.ts';
import { isHeldUp } from '../../db/held-up.ts';
import { type Splitting, UNADDRESSED } from './begin-split.ts';
import {
  type CleanedPart,
  countElsewhere,
  deleteElsewhere,
  findParts,
  measurePart,
  vacuumPart,
} from './clean-store.ts';
import { type Elsewhere, findElsewhere, lookHereNoMore, unhideTable } from './here.ts';
import { requireShard } from './keep-shard.ts';
import type { Split } from './split.ts';
import { SplitRefused } from './split-refused.ts';
import type { SplitSession } from './split-session.ts';
import { findSchoolsElsewhere, findSplit, noteStep } from './split-store.ts';
import { OWNED_TABLES } from './table-rules.ts';

/** What was deleted from one table, or a part of one. */
export interface CleanedTable {
  readonly part: string;
  readonly rows: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** Hears how far a table is. */
export type OnCleaned = (part: string, done: number, all: number) => void;

/** What one commit looks at: some thousand rows, whose locks are held for some hundredths of a second. */
const PAGES = 64;
/** A statement of a server that holds a table is not kept waiting behind us for longer. */
const LOCK_TIMEOUT = '500ms';
const TRIES = 120;

/**
 * Deletes the rows of schools that another shard has, beside the running servers: batch by batch, each a commit of its own, with
 * as long a pause after it as it took. Then nothing is left to hide, and the views and triggers of the split go. Ended in the
 * middle, it goes on when it is run again.
 * @throws SplitRefused
 */
export async function cleanElsewhere(splitting: Splitting, onCleaned: OnCleaned): Promise<CleanedTable[]> {
  const { session, clock, vault, operator } = splitting;
  const { split, elsewhere } = await requireTaken(splitting);
  await noteStep(session, split.splitNo, 'cleaning_at', clock.now());
  const cleaned: CleanedTable[] = [];
  for (const part of await findParts(session))
    cleaned.push(await cleanPart(session, part, elsewhere, onCleaned));
  for (const table of OWNED_TABLES) {
    await patiently(() =>
      session.transaction(async (tx) => {
        await tx.query({ text: `set local lock_timeout = '${LOCK_TIMEOUT}'` });
        await unhideTable(tx, table);
      }),
    );
  }
  const now = clock.now();
  await session.transaction(async (tx) => {
    await lookHereNoMore(tx);
    await noteStep(tx, split.splitNo, 'cleaned_at', now);
    const details = { rows: cleaned.reduce((sum, { rows }) => sum + rows, 0) };
    const note = { operator, action: 'installation.clean_split', subject: 'installation', details } as const;
    await recordEntry(tx, vault, { ...UNADDRESSED, ...note, at: now });
  });
  return cleaned;
}

/** How many rows it would delete, table by table; reads every table once. */
export async function countToClean(splitting: Splitting, onCleaned: OnCleaned): Promise<CleanedTable[]> {
  const { session } = splitting;
  const { elsewhere } = await requireTaken(splitting);
  const parts = await findParts(session);
  const counted: CleanedTable[] = [];
  for (const [done, part] of parts.entries()) {
    onCleaned(part.part, done, parts.length);
    const { bytes } = await measurePart(session, part);
    const rows = await countElsewhere(session, part, elsewhere);
    counted.push({ part: part.part, rows, bytesBefore: bytes, bytesAfter: bytes });
  }
  return counted;
}

async function requireTaken({ session, shard }: Splitting): Promise<{ split: Split; elsewhere: Elsewhere }> {
  await requireShard(session, shard);
  const split = await findSplit(session);
  if (!split?.side) {
    throw new SplitRefused(
      '这个数据库没有拆分过，没有要清理的。',
      'This database was not split: there is nothing to clean.',
    );
  }
  if (split.cleanedAt) throw new SplitRefused('已经清理完毕。', 'It is cleaned up already.');
  const schools = await findSchoolsElsewhere(session, split, split.side);
  return { split, elsewhere: await findElsewhere(session, schools) };
}

async function cleanPart(
  session: SplitSession,
  part: CleanedPart,
  elsewhere: Elsewhere,
  onCleaned: OnCleaned,
): Promise<CleanedTable> {
  const before = await measurePart(session, part);
  let rows = 0;
  for (let from = 0; from < before.pages; from += PAGES) {
    onCleaned(part.part, from, before.pages);
    const startedAt = performance.now();
    const pages = { from, to: from + PAGES };
    const deleted = await patiently(() =>
      session.transaction((tx) => deleteElsewhere(tx, part, elsewhere, pages)),
    );
    rows += deleted;
    if (deleted > 0) await pause(performance.now() - startedAt);
  }
  if (rows > 0) await vacuumPart(session, part);
  const after = await measurePart(session, part);
  return { part: part.part, rows, bytesBefore: before.bytes, bytesAfter: after.bytes };
}

/** Again when a lock was not free. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || !isHeldUp(error)) throw error;
      await pause(500);
    }
  }
}
