import { BackupError } from './backup-error.ts';
import { type BackupRecord, listBackups } from './backup-folder.ts';
import { shanghaiTime } from './restore-time.ts';

/**
 * The backup to begin with: the newest that was over by the wanted instant, because less is replayed behind it.
 * @param wanted.to undefined: as late as possible
 * @throws BackupError
 */
export async function chooseBackup(
  folder: string,
  { to, name }: { readonly to: Date | undefined; readonly name: string | undefined },
): Promise<BackupRecord> {
  const backups = await listBackups(folder);
  const oldest = backups.at(-1);
  if (!oldest) {
    throw new BackupError({
      zh: `${folder} 中没有完整的备份：用 --from 指出存放备份的目录（其中有 base 和 wal）。`,
      en: `There is no whole backup in ${folder}: name the folder that has base and wal by --from.`,
    });
  }
  const chosen = backups.find((one) =>
    name === undefined ? to === undefined || new Date(one.finishedAt) <= to : one.name === name,
  );
  if (!chosen && name !== undefined) {
    const names = backups.map((one) => one.name).join('、');
    throw new BackupError({
      zh: `没有名为 ${name} 的备份；现有：${names}。`,
      en: `There is no backup ${name}; there are ${names.replaceAll('、', ', ')}.`,
    });
  }
  if (!chosen || (to && new Date(chosen.finishedAt) > to)) {
    const first = shanghaiTime(new Date((chosen ?? oldest).finishedAt));
    throw new BackupError({
      zh: `${chosen ? '这份' : '最早的'}备份在 ${first} 才完成，无法恢复到更早的时刻。`,
      en: `${chosen ? 'That' : 'The oldest'} backup was over at ${first}: nothing earlier can be restored.`,
    });
  }
  return chosen;
}
