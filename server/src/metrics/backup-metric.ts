import { Gauge, type Registry } from 'prom-client';
import { listBackups } from '../installation/backup/backup-folder.ts';
import type { Clock } from '../lib/clock.ts';

/** How old the last whole backup in a folder is, looked up whenever it is asked for; nothing while there is none. */
export function backupMetric(registry: Registry, folder: string, clock: Clock): void {
  new Gauge({
    name: 'zhixiao_backup_age_seconds',
    help: 'Age of the last whole backup in BACKUP_DIR',
    registers: [registry],
    async collect() {
      this.remove();
      const [last] = await listBackups(folder).catch(() => []);
      if (last) this.set((clock.now().getTime() - Date.parse(last.finishedAt)) / 1_000);
    },
  });
}
