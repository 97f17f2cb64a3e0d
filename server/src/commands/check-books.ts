import { resolve } from 'node:path';
import { parseConfig } from '../config/config.ts';
import { readEnv } from '../config/settings.ts';
import { readSnapshot } from '../db/snapshot.ts';
import { databaseUrls, requireDatabase } from '../installation/database-urls.ts';
import { checkBooks } from '../ledger/check-books.ts';
import { INVARIANTS, type InvariantResult } from '../ledger/invariant.ts';
import type { Words } from '../lib/words.ts';
import { type CommandArguments, print, UsageError } from './command.ts';
import {
  type ExitStatus,
  INSPECTION_OPTIONS,
  INSPECTION_USAGE,
  type Inspection,
  wordsBy,
} from './inspection.ts';

const TIMEOUT_SECONDS = 300;
const LONGEST_SECONDS = 86_400;

const STATES: Readonly<Record<InvariantResult['state'], Words>> = {
  holds: { zh: '成立', en: 'holds' },
  violated: { zh: '不成立', en: 'VIOLATED' },
  unchecked: { zh: '未能检查', en: 'NOT CHECKED' },
};

/** Whether the books of a running installation are right. Exit status 1: they are not. 2: not all was checked. */
export const checkBooksCommand: Inspection = {
  usage: `check-books [--timeout SECONDS] ${INSPECTION_USAGE}`,
  options: { ...INSPECTION_OPTIONS, timeout: { type: 'string' } },
  async run(args) {
    const said = wordsBy(args);
    const statementTimeoutMs = timeoutSeconds(args) * 1_000;
    const { config, secrets } = parseConfig(readEnv());
    await using stack = new AsyncDisposableStack();
    const dataDir = resolve(config.dataDir);
    await requireDatabase(secrets, dataDir);
    const { url } = await databaseUrls({ config, secrets }, stack);
    const isJson = args.isSet('json');
    const snapshot = { application: 'zhixiao-pay-check-books', statementTimeoutMs };
    const results = await readSnapshot(url, snapshot, (q) =>
      checkBooks(q, (result) => {
        if (!isJson) print(linesOf(result, said).join('\n'));
      }),
    );
    const status = statusOf(results);
    if (isJson) print(JSON.stringify({ status, invariants: results.map(withWords) }, null, 2));
    else print(said(SUMMARIES[status]));
    return status;
  },
};

const SUMMARIES: Readonly<Record<ExitStatus, Words>> = {
  0: { zh: '账目全部成立。', en: 'The books are right.' },
  1: {
    zh: '账目有误：请保留数据库现状和备份，停止手工修改，并联系技术支持（附 support-bundle）。',
    en: 'The books are wrong: keep the database and its backups as they are, change nothing by hand, and ask for support (with a support-bundle).',
  },
  2: {
    zh: '有的没有检查：请在空闲时再试，或用 --timeout 给更多时间。',
    en: 'Not all was checked: try again at a quiet hour, or give it more time with --timeout.',
  },
};

function statusOf(results: readonly InvariantResult[]): ExitStatus {
  if (results.some(({ state }) => state === 'violated')) return 1;
  return results.some(({ state }) => state === 'unchecked') ? 2 : 0;
}

function linesOf(
  { invariant, state, subjects, isMore, reason, tookMs }: InvariantResult,
  said: (words: Words) => string,
): string[] {
  const seconds = (tookMs / 1_000).toFixed(1);
  const more = isMore ? said({ zh: '    ……还有更多', en: '    … and more' }) : [];
  return [
    `[${said(STATES[state])}] ${said(INVARIANTS[invariant])} (${seconds} s)`,
    ...subjects.map((subject) => `    ${subject}`),
    ...[more].flat(),
    ...(reason === undefined ? [] : [`    ${reason}`]),
  ];
}

function withWords(result: InvariantResult): object {
  return { ...INVARIANTS[result.invariant], ...result };
}

function timeoutSeconds(args: CommandArguments): number {
  const text = args.text('timeout') ?? String(TIMEOUT_SECONDS);
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > LONGEST_SECONDS)
    throw new UsageError(`--timeout is a number of seconds from 1 to ${LONGEST_SECONDS}`);
  return seconds;
}
