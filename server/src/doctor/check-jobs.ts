import type { Queryable } from '../db/database.ts';
import { DAY_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';
import { type Backlog, readBacklog } from '../overview/backlog-store.ts';
import { countAging, countProblems } from '../overview/problem-store.ts';
import { type MonthsAhead, readMonthsAhead } from '../retention/months/months-ahead.ts';
import { readDatabaseFacts } from './database-store.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

/** Whether background work goes on, and what waits for a person. */
export async function checkJobs(q: Queryable, now: Date): Promise<Finding[]> {
  const workers = (await readDatabaseFacts(q))?.workers ?? 0;
  const aged = new Set((await countAging(q, now)).map(({ kind }) => kind));
  const problems = await countProblems(q, 'all', now);
  const found = [
    ...workerFindings(workers),
    ...backlogFindings(await readBacklog(q, now), now),
    ...monthFindings(await readMonthsAhead(q, plusMs(now, -MONTH_BEGUN_MS))),
  ];
  for (const { kind, count, oldest } of problems) {
    const since = oldest.toISOString();
    const kindOf = aged.has(kind) ? fault : warning;
    found.push(
      kindOf(
        `problems.${kind}`,
        {
          zh: `待处理 ${kind}：${count} 项，最早 ${since}。`,
          en: `Open ${kind}: ${count}, the oldest since ${since}.`,
        },
        {
          zh: '在控制台首页「待处理」中查看（含义见 docs/operating.md 的告警表）。',
          en: 'See them under 待处理 on the overview of the console (the table of alerts in docs/operating.md says what each is).',
        },
      ),
    );
  }
  return found;
}

function workerFindings(workers: number): Finding[] {
  if (workers > 0)
    return [
      ok('jobs.workers', `${workers} 个后台进程在运行。`, `${workers} processes with workers are running.`),
    ];
  return [
    fault(
      'jobs.workers',
      {
        zh: '没有后台进程：不会通知接入方、查询支付、提交退款。',
        en: 'No process with workers runs: partners are not notified, payments not checked, refunds not submitted.',
      },
      {
        zh: '启动服务；分进程部署时，还要启动 PROCESS_ROLE=worker 的进程。',
        en: 'Start the server; where the roles are apart, one with PROCESS_ROLE=worker too.',
      },
    ),
  ];
}

/** A month that began is seen within the hour, or in the first hour in which its tables are not read for long. */
const MONTH_BEGUN_MS = DAY_MS;

/** Exported for its table of cases. */
export function monthFindings(tables: readonly MonthsAhead[]): Finding[] {
  const late = tables.filter(({ months }) => months < 1).map(({ table }) => table);
  if (late.length === 0)
    return [ok('jobs.months', '下个月的分区已建好。', 'The partitions of the next month are made.')];
  return [
    warning(
      'jobs.months',
      {
        zh: `没有下个月的分区：${late.join('、')}。写入不受影响，但这些月份会合在一个分区里，只能一起归档。`,
        en: `The next month has no partition: ${late.join(', ')}. Rows are written all the same, but these months lie in one partition and can only be archived together.`,
      },
      {
        zh: '后台进程每小时建一次：查看它的日志，结束长时间占用这些表的查询。',
        en: 'The workers make them every hour: see their log, and end what reads these tables for long.',
      },
    ),
  ];
}

/** Work is taken within seconds; a machine that is started again has a few minutes to catch up. */
const LATE_MS = { warning: 2 * MINUTE_MS, fault: 10 * MINUTE_MS };

/** Exported for its table of cases. */
export function backlogFindings(backlog: readonly Backlog[], now: Date): Finding[] {
  const late = backlog.filter(({ oldest }) => now.getTime() - oldest.getTime() > LATE_MS.warning);
  if (late.length === 0) {
    const due = backlog.reduce((sum, kind) => sum + kind.due, 0);
    return [
      ok('jobs.backlog', `后台任务没有积压（${due} 项到期）。`, `Background work keeps up (${due} due).`),
    ];
  }
  return late.map(({ kind, due, oldest }) => {
    const lateMs = now.getTime() - oldest.getTime();
    const minutes = Math.floor(lateMs / MINUTE_MS);
    return (lateMs > LATE_MS.fault ? fault : warning)(
      `jobs.${kind}`,
      {
        zh: `后台任务 ${kind} 停滞：${due} 项到期，最早的已等 ${minutes} 分钟。`,
        en: `Background work on ${kind} stands still: ${due} due, the oldest for ${minutes} minutes.`,
      },
      {
        zh: '查看后台进程的日志；重启它是安全的，进行中的任务会被重新领取。',
        en: 'See the log of the processes with workers; restarting them is safe, what was in hand is taken up again.',
      },
    );
  });
}
