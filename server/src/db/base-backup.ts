import type { Writable } from 'node:stream';
import pg from 'pg';
import { classifyError } from './away.ts';
import { connect } from './connection.ts';
import { hostsOf } from './hosts.ts';
import type { WalPosition } from './wal-position.ts';

/** What is known before the server copies anything. */
interface BackupSource {
  /** As PostgreSQL numbers its versions: 180004 is 18.4. */
  readonly version: number;
  readonly walSegmentBytes: number;
  /** Of all databases. */
  readonly bytes: number;
  readonly startedAt: Date;
}

export interface ReceivedBackup extends BackupSource {
  readonly start: WalPosition;
  readonly end: WalPosition;
  /** By the server's clock, once it has ended: a restore reaches this instant and any later one. */
  readonly finishedAt: Date;
}

export interface BackupReceiver {
  /** Called before the server copies; throw to make it copy nothing. */
  prepare(source: BackupSource): Promise<void>;
  /** Where the tar of the data folder, and its manifest, are written. */
  open(name: 'base.tar' | 'backup_manifest'): Writable;
  /** Bytes that were copied so far, of about `all`. */
  onProgress(done: number, all: number): void;
}

/** Why a server gives no base backup; the message is its own. */
export class BaseBackupRefused extends Error {
  override readonly name = 'BaseBackupRefused';
  readonly code: 'another_backup' | 'tablespaces' | 'rights' | 'failed';
  constructor(code: BaseBackupRefused['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const SOURCE = `
  select current_setting('server_version_num')::int as version, now() as "startedAt",
         (select setting::int * (case unit when 'B' then 1 else 1024 * 1024 end) from pg_settings
           where name = 'wal_segment_size') as "walSegmentBytes",
         (select sum(pg_database_size(oid))::float8 from pg_database) as bytes,
         (select count(*)::int from pg_tablespace where spcname not in ('pg_default', 'pg_global')) as tablespaces`;

/** Any number that nothing else of ours locks by. */
const LOCK = "select pg_try_advisory_lock(hashtext('zhixiao-pay-backup')) as got";

/** Keeps the WAL since the last checkpoint until the session ends: a long copy needs what the server has archived and removed by then. */
const SLOT = 'CREATE_REPLICATION_SLOT zhixiao_pay_backup TEMPORARY PHYSICAL (RESERVE_WAL true)';

/**
 * A checkpoint at once, so that it begins at once. The WAL that makes it whole is in it, so that it is restored without
 * an archive too. Each file has a SHA-256 in the manifest, and pages that break their checksum fail it.
 */
const COMMAND = `BASE_BACKUP (LABEL 'zhixiao-pay', PROGRESS true, CHECKPOINT 'fast', WAL true, WAIT false,
  MANIFEST 'yes', MANIFEST_CHECKSUMS 'SHA256', VERIFY_CHECKSUMS true)`;

/**
 * Copies the data folder of a running server, of version 15 or newer, over one connection of the replication protocol. The
 * role needs REPLICATION, and `pg_hba.conf` a line for it.
 * @throws BaseBackupRefused; DatabaseAway
 */
export async function receiveBaseBackup(url: string, receiver: BackupReceiver): Promise<ReceivedBackup> {
  const settings = { application: 'zhixiao-pay-backup', statementTimeoutMs: 0 };
  const client = await connect(hostsOf(asReplica(url)), settings).catch((error: unknown) => {
    throw refusalOf(error);
  });
  try {
    const [lock] = (await client.query<{ got: boolean }>(LOCK)).rows;
    if (!lock?.got) throw new BaseBackupRefused('another_backup', 'another backup is under way');
    const [found] = (await client.query<BackupSource & { tablespaces: number }>(SOURCE)).rows;
    if (!found) throw new Error('the server says nothing of itself');
    const { tablespaces, ...source } = found;
    if (tablespaces > 0) throw new BaseBackupRefused('tablespaces', `${tablespaces} tablespaces`);
    await receiver.prepare(source);
    await client.query(SLOT);
    const { start, end } = await copy(client, receiver, source.bytes);
    const [over] = (await client.query<{ at: Date }>('select clock_timestamp() as at')).rows;
    return { ...source, start, end, finishedAt: over?.at ?? new Date() };
  } catch (error) {
    throw refusalOf(error);
  } finally {
    client.destroy();
  }
}

function asReplica(url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}replication=database`;
}

/** No such role or password, no line in pg_hba.conf, no right. */
const RIGHTS = /^(28|42501)/;

/** What the server itself refuses is its own sentence: no right, no line in pg_hba.conf, a broken page. */
function refusalOf(error: unknown): unknown {
  const reason = classifyError(error);
  if (reason !== error || !(error instanceof pg.DatabaseError)) return reason;
  const isAboutRights = RIGHTS.test(error.code ?? '');
  return new BaseBackupRefused(isAboutRights ? 'rights' : 'failed', error.message, { cause: error });
}

interface Copied {
  readonly start: WalPosition;
  readonly end: WalPosition;
}

function copy(client: pg.Client, receiver: BackupReceiver, all: number): Promise<Copied> {
  return new Promise((resolve, reject) => {
    client.query(new BaseBackupQuery(receiver, all, resolve, reject));
  });
}

interface Incoming {
  readonly stream: { pause(): void; resume(): void };
  query(text: string): void;
}

/** The first byte of each message within the copy. */
const KINDS = { archive: 0x6e, manifest: 0x6d, data: 0x64, progress: 0x70 };

/**
 * The answer to `base_backup`, as node-postgres hands out messages: two results (where it starts; tablespaces), one copy that
 * has the archive and then the manifest, and a result again (where it ends).
 */
class BaseBackupQuery {
  readonly #receiver: BackupReceiver;
  readonly #all: number;
  readonly #resolve: (copied: Copied) => void;
  readonly #reject: (error: unknown) => void;
  readonly #positions: WalPosition[] = [];
  readonly #written: Promise<void>[] = [];
  #columns = '';
  #out: Writable | undefined;
  #failure: unknown;

  constructor(
    receiver: BackupReceiver,
    all: number,
    resolve: (copied: Copied) => void,
    reject: (error: unknown) => void,
  ) {
    this.#receiver = receiver;
    this.#all = all;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: Incoming): void {
    connection.query(COMMAND);
  }

  handleRowDescription({ fields }: { fields: readonly { name: string }[] }): void {
    this.#columns = fields.map(({ name }) => name).join(' ');
  }

  handleDataRow({ fields: [lsn, timeline] }: { fields: readonly (string | null)[] }): void {
    if (this.#columns === 'recptr tli')
      this.#positions.push({ lsn: String(lsn), timeline: Number(timeline) });
  }

  handleCopyData({ chunk }: { chunk: Buffer }, connection: Incoming): void {
    const [kind] = chunk;
    if (kind === KINDS.archive) this.#begin('base.tar', connection);
    else if (kind === KINDS.manifest) this.#begin('backup_manifest', connection);
    else if (kind === KINDS.progress) this.#receiver.onProgress(Number(chunk.readBigInt64BE(1)), this.#all);
    else if (kind === KINDS.data && this.#failure === undefined) {
      // the chunk is a view of the connection's buffer
      if (this.#out?.write(Buffer.from(chunk.subarray(1))) === false) connection.stream.pause();
    }
  }

  handleCommandComplete(): void {}

  handleError(error: unknown): void {
    this.#fail(error);
  }

  handleReadyForQuery(): void {
    this.#out?.end();
    const [start, end] = this.#positions;
    Promise.all(this.#written).then(() => {
      if (start && end) this.#resolve({ start, end });
      // after a failure nobody looks at this one
      else this.#reject(new Error('the server did not say where its backup begins and ends'));
    }, this.#reject);
  }

  #begin(name: 'base.tar' | 'backup_manifest', connection: Incoming): void {
    this.#out?.end();
    const out = this.#receiver.open(name);
    this.#out = out;
    // one that has ended does not drain any more, it closes
    for (const event of ['drain', 'close']) out.on(event, () => connection.stream.resume());
    out.once('error', (error) => this.#fail(error));
    this.#written.push(new Promise((done) => out.once('close', done)));
  }

  /** The first reason counts; what the server still sends is not written any more. */
  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#out?.destroy();
    this.#reject(error);
  }
}
