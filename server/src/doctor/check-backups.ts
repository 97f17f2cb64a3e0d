import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { listBackups } from '../installation/backup/backup-folder.ts';
import { keysAmongBackups } from '../installation/backup/key-place.ts';
import { shanghaiTime } from '../installation/backup/restore-time.ts';
import { masterKeysOf } from '../installation/master-key.ts';
import { HOUR_MS } from '../lib/clock.ts';
import { type Finding, fault, ok, warning } from './finding.ts';
import type { ReadSettings } from './read-settings.ts';

/** A backup is made each day; so much later one has failed, or two. */
const LATE_HOURS = { warning: 26, fault: 50 };

const CURE = {
  zh: '执行 backup 看它说什么；确认定时任务在运行（systemctl list-timers，见 docs/operating/backup.md）。',
  en: 'Run backup and see what it says; see that its timer runs (systemctl list-timers, docs/operating/backup.md).',
};

/** How old the last backup is, and what lies beside it. */
export async function checkBackups({ config, secrets }: ReadSettings, now: Date): Promise<Finding[]> {
  const isEmbedded = secrets.databaseUrl === undefined;
  if (config.backup.dir === undefined) {
    return isEmbedded && config.mode === 'production' ? [notSet()] : [];
  }
  const folder = resolve(config.backup.dir);
  const dataDir = resolve(config.dataDir);
  const keys = await masterKeysOf(secrets, dataDir)().catch(() => []);
  const among = await keysAmongBackups(folder, { folders: [], keys });
  const found = [await ageFinding(folder, now), ...among.map(keyFinding)];
  if (isEmbedded && (await deviceOf(folder)) === (await deviceOf(dataDir))) found.push(sameDisk(folder));
  return found;
}

async function ageFinding(folder: string, now: Date): Promise<Finding> {
  const [last] = await listBackups(folder);
  if (!last) {
    const message = {
      zh: `${folder} 中还没有完整的备份。`,
      en: `There is no whole backup in ${folder} yet.`,
    };
    return fault('backup.age', message, CURE);
  }
  const hours = (now.getTime() - Date.parse(last.finishedAt)) / HOUR_MS;
  const at = shanghaiTime(new Date(last.finishedAt));
  const message = {
    zh: `最近一次备份 ${last.name} 完成于 ${at}，已 ${Math.floor(hours)} 小时。`,
    en: `The last backup, ${last.name}, was made ${Math.floor(hours)} hours ago, at ${at}.`,
  };
  if (hours > LATE_HOURS.fault) return fault('backup.age', message, CURE);
  if (hours > LATE_HOURS.warning) return warning('backup.age', message, CURE);
  return ok('backup.age', message.zh, message.en);
}

function keyFinding(path: string): Finding {
  return fault(
    'backup.key',
    {
      zh: `主密钥在备份之中（${path}）：谁拿到备份就能打开它。`,
      en: `The master key lies among the backups (${path}): whoever gets them opens them.`,
    },
    { zh: '把主密钥移到别处保管。', en: 'Keep the master key elsewhere.' },
  );
}

function sameDisk(folder: string): Finding {
  return warning(
    'backup.disk',
    {
      zh: `备份目录 ${folder} 与数据库在同一块磁盘上：磁盘损坏时两者一起丢失。`,
      en: `The backups in ${folder} lie on the disk of the database: one fault takes both.`,
    },
    {
      zh: '把 BACKUP_DIR 换到另一块磁盘，并把它复制到另一台机器。',
      en: 'Put BACKUP_DIR on another disk, and copy it to another machine.',
    },
  );
}

function notSet(): Finding {
  return warning(
    'backup.age',
    {
      zh: '没有设置 BACKUP_DIR，内置数据库没有备份。',
      en: 'BACKUP_DIR is not set: the embedded database is not backed up.',
    },
    {
      zh: '按 docs/operating/backup.md 设置 BACKUP_DIR 和每日定时任务。',
      en: 'Set BACKUP_DIR and a daily timer, as docs/operating/backup.md says.',
    },
  );
}

async function deviceOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.dev;
}
