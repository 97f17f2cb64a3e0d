import type { Core } from '../core.ts';
import { isDatabaseAway } from '../db/database.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { findChainEnd, findEntryHash } from './audit-store.ts';
import { type ChainHead, headLine } from './head.ts';
import { appendHead, readHeads } from './head-file.ts';
import { type SyslogPlace, sendSyslog } from './syslog.ts';

/** Where heads of the audit log are written besides the server's own log. */
export interface HeadPlaces {
  readonly file: string;
  readonly syslog: SyslogPlace | undefined;
}

const EVERY_MS = 5 * MINUTE_MS;

/** Writes the chain's head out every few minutes when it has grown, and a last time when it is disposed of. */
export async function keepHeads(core: Core, places: HeadPlaces): Promise<AsyncDisposable> {
  const writer = await headWriter(core, places);
  const write = () =>
    writer.write().catch((error: unknown) => {
      // logged once, when the database was lost
      if (!isDatabaseAway(error))
        core.log.error({ err: error }, 'could not write out the head of the audit log');
    });
  let running = write();
  const timer = setInterval(() => {
    running = running.then(write);
  }, EVERY_MS);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running.then(write);
    },
  };
}

/**
 * Writes the head out when the chain has grown. If the chain no longer contains the previous head, it raises an alert
 * each time and leaves the file as it is, as the evidence.
 */
export async function headWriter(
  core: Pick<Core, 'db' | 'vault' | 'clock' | 'log'>,
  { file, syslog }: HeadPlaces,
): Promise<{ write(): Promise<void> }> {
  const { db, vault, clock, log } = core;
  const { heads, strange } = await readHeads(file, vault);
  if (strange > 0) log.warn({ file, strange }, 'lines that are no heads of this audit log');
  // two processes may share a file
  let last = heads.reduce<ChainHead | undefined>(
    (far, head) => (far && far.entries > head.entries ? far : head),
    undefined,
  );
  return {
    async write() {
      if (last && !(await holds(db, last))) {
        log.error({ alert: 'audit_rewritten', ...last }, 'the audit log no longer holds a head written out');
        return;
      }
      const end = await findChainEnd(db);
      if (!end || Number(end.entryNo) === last?.entries) return;
      const head = {
        at: clock.now().toISOString(),
        entries: Number(end.entryNo),
        hash: end.hash.toString('hex'),
      };
      const line = headLine(vault, head);
      await appendHead(file, line);
      last = head;
      log.info({ auditHead: JSON.parse(line) }, 'head of the audit log');
      if (syslog) {
        await sendSyslog(syslog, clock.now(), line).catch((error: unknown) =>
          log.warn({ err: error }, 'could not send the head of the audit log to syslog'),
        );
      }
    },
  };
}

async function holds(db: Core['db'], { entries, hash }: ChainHead): Promise<boolean> {
  return (await findEntryHash(db, String(entries)))?.toString('hex') === hash;
}
