import type { BegunSplit, SplitInput } from '../installation/split/begin-split.ts';
import type { CleanedTable } from '../installation/split/clean-elsewhere.ts';
import type { SplitPlan } from '../installation/split/plan-split.ts';
import type { Split } from '../installation/split/split.ts';
import type { ShardState } from '../installation/split/split-state.ts';
import type { TakenSide } from '../installation/split/take-side.ts';
import type { Words } from '../lib/words.ts';

const list = (names: readonly string[]): Words => ({ zh: names.join('、'), en: names.join(', ') });
const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

const HELP = {
  plan: {
    zh: `shard plan [--move 学校,学校]
  只看不改：各学校的应用数、订单数、每日支付笔数、占用空间（估算），哪些学校共用商户号；给出 --move 时，再列出跨两边的操作员、收件人等各会怎样。`,
    en: `shard plan [--move SCHOOL,SCHOOL]
  Looks only: apps, orders, payments a day and space of each school (estimates), and which schools share a merchant; with --move also the operators, recipients and so on that both sides have, and what becomes of each.`,
  },
  begin: {
    zh: `shard begin --move 学校,学校 --to 分片号 [--dry-run]
  在原库（主库）执行：记下哪些学校搬到哪个分片，停止一切写入（服务回答 503，之后自行恢复），等备库追上。做完才能提升备库。可重复执行。`,
    en: `shard begin --move SCHOOL,SCHOOL --to NUMBER [--dry-run]
  On the primary: writes down which schools move to which shard, stops every write (servers answer 503 and recover by themselves), and waits until the standby has everything. Only then may the standby be promoted. May be run again.`,
  },
  split: {
    zh: `shard split [--code 确认码] [--dry-run]
  两边各执行一次，原库在先：隐藏属于对方的学校，恢复写入。原库给出确认码，被提升的一边要用它。可重复执行。`,
    en: `shard split [--code CODE] [--dry-run]
  Once on each side, on the old primary first: hides the schools of the other side and takes writes again. The old primary prints a code, which the promoted side needs. May be run again.`,
  },
  cancel: {
    zh: `shard cancel [--only-this-one]
  在原库执行：取消拆分，全部学校仍在这里。原库执行过 shard split 之后，须确认另一边从未投入使用并将被丢弃，加上 --only-this-one。`,
    en: `shard cancel [--only-this-one]
  On the old primary: takes the split back, all schools stay here. Once shard split was run there, it needs --only-this-one: the other side never served anybody and will be thrown away.`,
  },
  clean: {
    zh: `shard clean [--dry-run]
  两边各执行一次，服务照常运行：分批删除属于对方的学校的数据。中断后再执行即可继续。删完之前不能升级，也不能再次拆分。`,
    en: `shard clean [--dry-run]
  Once on each side, while servers run: deletes the rows of the other side's schools, batch by batch. Ended in the middle, it goes on when it is run again. Until it is done, the version cannot be upgraded and the next split cannot begin.`,
  },
  number: {
    zh: `shard number --to 分片号
  给一套从来就独立、已有学校的系统一个分片号，以便与别的系统共用一个路由。不要用于别的数据库的副本。`,
    en: `shard number --to NUMBER
  Gives a number to an installation that has schools and has been one of its own from the start, so that it may join others behind a router. Never for a copy of another database.`,
  },
} satisfies Record<string, Words>;

/** How a step is called; of all steps when none is named. */
export function helpOf(step: keyof typeof HELP | undefined): Words {
  if (step) return HELP[step];
  return {
    zh: ['shard  显示这个数据库是哪个分片、拆分到了哪一步', ...Object.values(HELP).map(({ zh }) => zh)].join(
      '\n',
    ),
    en: [
      'shard  says which shard this database is, and how far a split of it is',
      ...Object.values(HELP).map(({ en }) => en),
    ].join('\n'),
  };
}

/** Which shard a database is, and what comes next. */
export function stateWords({ shard, split, isPromoted, schools, elsewhere }: ShardState): Words {
  const next = nextStep(split, isPromoted);
  const [here, there] = [list(schools), list(elsewhere)];
  const number =
    shard === undefined
      ? { zh: '没有分片号', en: 'no shard' }
      : { zh: `分片 ${shard}`, en: `shard ${shard}` };
  const hidden = elsewhere.length > 0;
  return {
    zh: `本库：${number.zh}。学校：${here.zh}。${hidden ? `已搬走、待清理：${there.zh}。` : ''}\n${next.zh}`,
    en: `This database: ${number.en}. Schools: ${here.en}. ${hidden ? `Elsewhere, to be cleaned up: ${there.en}.` : ''}\n${next.en}`,
  };
}

function nextStep(split: Split | undefined, isPromoted: boolean): Words {
  if (!split || split.cleanedAt) return { zh: '没有正在进行的拆分。', en: 'No split is under way.' };
  if (split.side) {
    return { zh: '已拆分。下一步：shard clean。', en: 'It is split. Next: shard clean.' };
  }
  if (isPromoted) {
    return split.closedAt
      ? {
          zh: `拆分已开始，本库被提升过。若它是新分片：设 SHARD=${split.toShard}，在原库执行 shard split 之后，在这里执行 shard split --code 确认码。`,
          en: `A split has begun, and this database was promoted. If it is the new shard: set SHARD=${split.toShard}, run shard split on the old primary, then here shard split --code CODE.`,
        }
      : {
          zh: '本库被提升得太早，缺少数据：请丢弃它，重新建备库。',
          en: 'This database was promoted too early and lacks data: throw it away, and make another standby.',
        };
  }
  return split.closedAt
    ? {
        zh: '拆分已开始，写入已停止。下一步：提升备库，再在这里执行 shard split。放弃：shard cancel。',
        en: 'A split has begun, and nothing is written. Next: promote the standby, then run shard split here. To give up: shard cancel.',
      }
    : {
        zh: 'shard begin 没有执行完：请再执行一次。放弃：shard cancel。',
        en: 'shard begin did not finish: run it again. To give up: shard cancel.',
      };
}

/** What a split would do, in lines. */
export function planLines({ schools, sharedMerchants, shared }: SplitPlan, move: readonly string[]): Words[] {
  const sizes = schools.map(({ schoolId, name, apps, orders, bytes, paymentsADay }): Words => {
    const goes = move.includes(schoolId);
    return {
      zh: `${goes ? '→ ' : '  '}${schoolId} ${name}：应用 ${apps} 个，订单约 ${orders} 笔，每日支付约 ${paymentsADay} 笔，约 ${mib(bytes)}`,
      en: `${goes ? '→ ' : '  '}${schoolId} ${name}: ${apps} apps, about ${orders} orders, ${paymentsADay} payments a day, ${mib(bytes)}`,
    };
  });
  const divided = sharedMerchants.filter(({ schools }) => {
    const going = schools.filter((school) => move.includes(school)).length;
    return move.length === 0 || (going > 0 && going < schools.length);
  });
  const merchants = divided.map(
    ({ channel, merchant, schools }): Words => ({
      zh: `! ${list(schools).zh} 共用商户 ${channel} ${merchant}：最好一起搬。分开后，两边的账单都含对方的交易，会显示为“账上没有”。`,
      en: `! ${list(schools).en} share the merchant ${channel} ${merchant}: better move them together. Divided, each side's bill has payments of the other, which show as missing in the books.`,
    }),
  );
  return [...sizes, ...merchants, ...(shared ? sharedLines(shared) : [])];
}

function sharedLines(shared: NonNullable<SplitPlan['shared']>): Words[] {
  const line = (names: readonly string[], zh: string, en: string): Words[] =>
    names.length === 0 ? [] : [{ zh: `${zh}：${list(names).zh}`, en: `${en}: ${list(names).en}` }];
  return [
    ...line(
      shared.operatorsOfBoth,
      '两边都有学校的操作员（两边都有账号，各看到那一边的学校；之后改密码、停用须两边各做一次）',
      'Operators with schools on both sides (an account on each, which shows the schools of that side; from then on passwords are changed and accounts frozen on each)',
    ),
    ...line(shared.operatorsOfAll, '全部学校的操作员（同上）', 'Operators of all schools (the same)'),
    ...line(
      shared.recipientsOfAll,
      '全部学校的消息收件人（两边各自通知）',
      'Recipients of messages of all schools (told by each side)',
    ),
    ...line(
      shared.waitingChanges,
      '等待复核的全局变更（两边各有一份，请先处理）',
      'Changes of the installation that wait for a second person (both sides have them: decide first)',
    ),
    {
      zh: '其余（应用、订单、人员、商户号、开票账户、账本、对账）都随学校走；审计记录两边都保留拆分以前的。已保存的视图随操作员，两边都有。',
      en: 'All else (apps, orders, people, merchant and invoice accounts, the ledger, reconciliation) goes with its school; both sides keep the audit log from before. Saved views belong to operators, and are on both sides.',
    },
  ];
}

/** What `begin` would do. */
export function dryBeginWords({ move, toShard }: SplitInput): Words {
  return {
    zh: `检查通过。会停止写入，并记下：${list(move).zh} 搬到分片 ${toShard}。什么都没有改。`,
    en: `It may begin: writes would stop, and ${list(move).en} would move to shard ${toShard}. Nothing was changed.`,
  };
}

/** What comes after `begin`. */
export function begunWords({ split, standbys, lsn }: BegunSplit): Words {
  const check = `select pg_last_wal_replay_lsn() >= '${lsn}'`;
  const state = (caughtUp: boolean | null): Words => {
    if (caughtUp === null) return { zh: `请在备库上确认：${check}`, en: `see on the standby: ${check}` };
    return caughtUp ? { zh: '已追上', en: 'has everything' } : { zh: '还没有追上', en: 'NOT YET THERE' };
  };
  const each = standbys.map(({ name, caughtUp }) => ({ name, ...state(caughtUp) }));
  return {
    zh: `写入已停止。备库：${each.map(({ name, zh }) => `${name}（${zh}）`).join('；')}。
下一步：备库追上后，提升作为分片 ${split.toShard} 的备库（pg_ctl promote），然后在这里执行 shard split。放弃：shard cancel。`,
    en: `Nothing is written any more. Standbys: ${each.map(({ name, en }) => `${name} (${en})`).join('; ')}.
Next: once it has everything, promote the standby that becomes shard ${split.toShard} (pg_ctl promote), then run shard split here. To give up: shard cancel.`,
  };
}

/** What comes after `split`. */
export function takenLines({ split, side, shard, elsewhere, left }: TakenSide, isDry: boolean): Words[] {
  const there = list(elsewhere);
  if (isDry) {
    return [
      {
        zh: `会成为分片 ${shard}，隐藏：${there.zh}。什么都没有改。`,
        en: `This would become shard ${shard} and hide ${there.en}. Nothing was changed.`,
      },
    ];
  }
  const next: Words =
    side === 'stays'
      ? {
          zh: `在被提升的一边（SHARD=${split.toShard}）执行：npm run cli -- shard split --code ${split.code}\n本边的服务（SHARD=${shard}）可以运行了；之后执行 shard clean。`,
          en: `On the promoted side (SHARD=${split.toShard}): npm run cli -- shard split --code ${split.code}\nServers of this side (SHARD=${shard}) may run now; then run shard clean.`,
        }
      : {
          zh: `启动本边的服务（SHARD=${shard}），把它加进路由的 SHARD_URLS；之后执行 shard clean。`,
          en: `Start the servers of this side (SHARD=${shard}), and add it to the router's SHARD_URLS; then run shard clean.`,
        };
  return [
    {
      zh: `本库是分片 ${shard}。已隐藏、由另一边服务：${there.zh}。`,
      en: `This database is shard ${shard}. Hidden, and served by the other side: ${there.en}.`,
    },
    ...(left.length === 0
      ? []
      : [
          {
            zh: `以下会话是拆分之前打开的，请断开：${left.join('；')}`,
            en: `These sessions are from before the split; end them: ${left.join('; ')}`,
          },
        ]),
    next,
  ];
}

/** After `cancel`. */
export function cancelledWords(): Words {
  return {
    zh: '拆分已取消：全部学校在这里，写入已恢复。请丢弃备库的副本（若已提升）。',
    en: 'The split is cancelled: all schools are here, and the database takes writes. Throw the copy away, if it was promoted.',
  };
}

/** What was deleted, table by table, and what became of the disk. */
export function cleanedLines(tables: readonly CleanedTable[], isDry: boolean): Words[] {
  const sum = (of: (table: CleanedTable) => number) => tables.reduce((total, table) => total + of(table), 0);
  const rows = sum((table) => table.rows);
  const [before, after] = [mib(sum((table) => table.bytesBefore)), mib(sum((table) => table.bytesAfter))];
  const lines = tables.flatMap(({ part, rows }) =>
    rows === 0 ? [] : [{ zh: `  ${part}：${rows} 行`, en: `  ${part}: ${rows} rows` }],
  );
  const total: Words = isDry
    ? { zh: `会删除 ${rows} 行。什么都没有改。`, en: `${rows} rows would be deleted. Nothing was changed.` }
    : {
        zh: `已删除 ${rows} 行，没有剩下的。磁盘：${before} → ${after}；空出的空间由新数据使用，要还给系统见 docs/scaling.md。`,
        en: `${rows} rows deleted, none is left. Disk: ${before} → ${after}; new rows use what became free, and docs/scaling.md says how to give it back to the system.`,
      };
  return [...lines, total];
}
