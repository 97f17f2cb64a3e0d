import type { Words } from '../lib/words.ts';
import type { ServerSetting, ServerSettings, Standby } from './database-store.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

/** Whether what is committed survives a crash, and whether backups can be made. */
export function durabilityFindings(
  settings: ServerSettings,
  archivingFailedAt: Date | undefined,
  isProduction: boolean,
): Finding[] {
  const found: Finding[] = [];
  for (const name of ['fsync', 'full_page_writes'] as const) {
    if (settings[name] !== 'off') continue;
    found.push(setTo(fault, name, 'off', LOSES, 'on'));
  }
  const commit = settings.synchronous_commit ?? 'on';
  const hasStandbys = (settings.synchronous_standby_names ?? '') !== '';
  if (commit === 'off') found.push(setTo(fault, 'synchronous_commit', commit, LOSES, 'on'));
  else if (commit === 'local' && hasStandbys) {
    const why = {
      zh: '切换到备机时可能丢失已确认的款项',
      en: 'a failover may lose money that was acknowledged',
    };
    found.push(setTo(warning, 'synchronous_commit', commit, why, 'on'));
  }
  if (settings.data_checksums === 'off') {
    found.push(
      warning(
        'database.data_checksums',
        {
          zh: '数据库没有启用数据校验和，磁盘损坏不会被发现。',
          en: 'The database keeps no checksums: a disk that damages data is not noticed.',
        },
        {
          zh: '停机时执行 pg_checksums --enable。',
          en: 'Run pg_checksums --enable while the database is stopped.',
        },
      ),
    );
  }
  if (archivingFailedAt !== undefined) {
    found.push(
      fault(
        'database.archiving',
        {
          zh: `WAL 归档从 ${archivingFailedAt.toISOString()} 起失败，备份不完整，磁盘会写满。`,
          en: `WAL could not be archived at ${archivingFailedAt.toISOString()}: backups have a gap, and the disk will fill.`,
        },
        {
          zh: '查看数据库日志，修复 archive_command 或归档目标。',
          en: "See the database's log, and mend archive_command or where it writes.",
        },
      ),
    );
  } else if (isProduction && (settings.wal_level === 'minimal' || settings.archive_mode === 'off')) {
    found.push(
      warning(
        'database.archiving',
        {
          zh: '没有归档 WAL：只能恢复到上次备份，之后的款项会丢失。',
          en: 'WAL is not archived: a restore ends at the last backup and loses the money behind it.',
        },
        {
          zh: '设置 wal_level=replica、archive_mode=on 和 archive_command（例如 pgBackRest），或用流复制持续接收 WAL。',
          en: 'Set wal_level=replica, archive_mode=on and archive_command (pgBackRest for instance), or receive WAL by streaming.',
        },
      ),
    );
  }
  return found.length > 0
    ? found
    : [ok('database.durability', '已提交的数据能在断电后保留。', 'What is committed survives a crash.')];
}

const LOSES: Words = {
  zh: '断电或崩溃时会丢失已确认的款项',
  en: 'a crash loses money that was acknowledged',
};

/** A setting that ought to be another. */
export function setTo(
  kind: typeof warning | typeof fault,
  name: ServerSetting,
  value: string,
  why: Words,
  right: string,
): Finding {
  return kind(
    `database.${name}`,
    { zh: `数据库设置 ${name}=${value}：${why.zh}。`, en: `The database has ${name}=${value}: ${why.en}.` },
    {
      zh: `alter system set ${name} = ${right}，然后 select pg_reload_conf()。`,
      en: `alter system set ${name} = ${right}, then select pg_reload_conf().`,
    },
  );
}

const LAG_SECONDS = { warning: 10, fault: 300 };

/** Whether standbys follow. */
export function standbyFindings(standbys: readonly Standby[], settings: ServerSettings): Finding[] {
  const isAwaited = (settings.synchronous_standby_names ?? '') !== '';
  const isNoneSynchronous = standbys.every(({ isSynchronous }) => isSynchronous === false);
  const found: Finding[] = [];
  if (isAwaited && isNoneSynchronous) {
    found.push(
      fault(
        'database.standby',
        {
          zh: '要求同步备机，但没有备机在同步：所有写入都会等待。',
          en: 'A synchronous standby is wanted and none follows: every commit waits.',
        },
        {
          zh: '恢复备机；暂时没有备机时，把 synchronous_standby_names 设为空。',
          en: 'Bring the standby back; without one, empty synchronous_standby_names for the time being.',
        },
      ),
    );
  }
  for (const { name, lagSeconds } of standbys) {
    const lag = lagSeconds ?? 0;
    if (lag < LAG_SECONDS.warning) continue;
    const message = {
      zh: `备机 ${name} 落后 ${Math.round(lag)} 秒。`,
      en: `The standby ${name} is ${Math.round(lag)} s behind.`,
    };
    const cure = {
      zh: '检查备机的负载、磁盘和网络；此时切换会等待或丢失数据。',
      en: "Look at the standby's load, disk and network; a failover now waits, or loses data.",
    };
    found.push((lag < LAG_SECONDS.fault ? warning : fault)('database.standby', message, cure));
  }
  if (found.length > 0 || standbys.length === 0) return found;
  return [
    ok('database.standby', `${standbys.length} 台备机同步正常。`, `${standbys.length} standbys follow.`),
  ];
}
