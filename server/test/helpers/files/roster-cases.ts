import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readRoster } from '../../../src/directory/roster/read-roster.ts';
import type { RowRead } from '../../../src/directory/roster/row.ts';
import { Refusal } from '../../../src/refusal.ts';
import { row } from './workbook.ts';

/**
 * A file as people make it, and what is right: what is read of it (`number name`, or `line field problem` for a
 * line that is not imported), or a part of the sentence that refuses it.
 */
export type RosterCase = readonly [
  what: string,
  content: string | Buffer,
  expected: readonly string[] | Refused,
];
interface Refused {
  readonly refused: string;
}

export const HEAD = row(['学号', '姓名']);
export const PERSON = row(['001', '张三']);
/** What is read of the two. */
export const ONE = ['001 张三'];

/** Reads a roster from a file on this thread. */
export async function readFileContent(content: string | Buffer) {
  const path = join(tmpdir(), `zhixiao-roster-${process.pid}-${Math.random()}`);
  await writeFile(path, content);
  try {
    const file = await readRoster(path);
    const rows: RowRead[] = [];
    for await (const read of file.rows) rows.push(read);
    return { rows, source: file.source(), progress: file.progress() };
  } finally {
    await rm(path);
  }
}

export async function expectRead(content: string | Buffer, expected: RosterCase[2]): Promise<void> {
  const result = await readFileContent(content).then(
    ({ rows }) => rows.flatMap(saidOf),
    (error: unknown) => refusedBy(error),
  );
  if ('refused' in expected) {
    expect(result).toEqual({ refused: expect.stringContaining(expected.refused) });
    return;
  }
  expect(result).toEqual(expected.map((text) => expect.stringContaining(text)));
}

function saidOf(read: RowRead): string[] {
  if ('row' in read) return [`${read.row.userNo} ${read.row.userName}`];
  return read.errors.map(({ line, field, message }) => `${line} ${field} ${message.zh}`);
}

function refusedBy(error: unknown): Refused {
  if (!(error instanceof Refusal) || error.code !== 'roster_unreadable') throw error;
  const { problem, inEnglish } = error.details as { problem: string; inEnglish: string };
  expect(inEnglish).toMatch(/^[A-Z].*\.[)]?$/);
  return { refused: problem };
}
