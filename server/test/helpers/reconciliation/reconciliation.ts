import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { insertApp } from '../../../src/apps/app-store.ts';
import { unaudited } from '../../../src/audit/unaudited.ts';
import type { AuditedCore, Core } from '../../../src/core.ts';
import { openCore } from '../../../src/installation/open-core.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { createLog } from '../../../src/lib/log.ts';
import { openVault } from '../../../src/lib/vault.ts';
import { type NewChannelAccount, saveChannelAccount } from '../../../src/merchants/account-store.ts';
import { fileContext } from '../../../src/reconciliation/bill-store.ts';
import type { DayKey } from '../../../src/reconciliation/day.ts';
import { keyValues } from '../../../src/reconciliation/day-store.ts';
import type { Difference } from '../../../src/reconciliation/difference-store.ts';
import { TEST_APP } from '../../../src/sandbox/seed.ts';
import { insertSchool } from '../../../src/schools/school-store.ts';
import {
  type Answer,
  account,
  NOW,
  signatureHeaders,
  startSigningServer,
} from '../channels/wechat/signing-server.ts';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.ts';

export const SCHOOL = 's1';
export const APP = 'a1';
export const ACCOUNT = 'w1';

/** A clock that stands still until it is set. */
export interface StoppedClock extends Clock {
  set(instant: Date): void;
}

/** The server on a database of its own, with a WeChat that has the bills and answers it is given. */
export interface ReconciliationLab extends AsyncDisposable {
  readonly core: AuditedCore;
  readonly database: TestDatabase;
  readonly clock: StoppedClock;
  /** What WeChat has for a day: a bill, or the code it refuses with. */
  readonly bills: Map<string, Buffer | 'NO_STATEMENT_EXIST' | 'STATEMENT_CREATING'>;
  /** What it answers when asked about a payment or a refund, by number; nothing known is a 502. */
  readonly answers: Map<string, object>;
  /** How often it was asked for bills. */
  asked(): number;
}

export async function startLab(): Promise<ReconciliationLab> {
  await using starting = new AsyncDisposableStack();
  const database = await createTestDatabase();
  starting.defer(() => database.drop());
  const wechat = starting.use(await startSigningServer());
  const clock = stoppedClock(NOW);
  const { bills, answers } = serve(wechat, clock);
  const { core } = starting.use(labCore(database, wechat.url, clock));
  await insertSchool(core.db, { schoolId: SCHOOL, name: '第一学校' }, dayBefore(clock));
  const anApp = { ...TEST_APP, appId: APP, schoolId: SCHOOL, name: '缴费系统' };
  await insertApp(core.db, core.vault, anApp, dayBefore(clock));
  await addAccount(core, { ...account, channelAccountId: ACCOUNT });
  const stack = starting.move();
  return {
    core: unaudited(core),
    database,
    clock,
    bills,
    answers,
    asked: () => wechat.received.filter(({ target }) => target.startsWith('/v3/bill/')).length,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Registers an account, of the lab's school unless told otherwise, as of the day before. */
export async function addAccount(
  core: Core,
  given: Omit<NewChannelAccount, 'schoolId'>,
  schoolId = SCHOOL,
): Promise<void> {
  await saveChannelAccount(core.db, core.vault, { ...given, schoolId }, dayBefore(core.clock));
}

/** What use cases work with, with whatever stands in for the channels at `url`. */
export function labCore(database: TestDatabase, url: string, clock: Clock): ReturnType<typeof openCore> {
  return openCore({
    databaseUrl: database.url,
    databasePoolSize: 6,
    vault: openVault(randomBytes(32)),
    publicUrl: 'http://127.0.0.1:1',
    sandboxUrl: url,
    channelTimeoutMs: 2_000,
    clock,
    log: createLog('silent'),
  });
}

export function stoppedClock(start: Date): StoppedClock {
  let instant = start;
  return {
    now: () => instant,
    set(next) {
      instant = next;
    },
  };
}

/** What the differences are, without their numbers. */
export function named(differences: readonly Difference[]): string[] {
  return differences.map(({ kind, subject, status }) => `${kind} ${subject} ${status}`).sort();
}

function dayBefore(clock: Clock): Date {
  return new Date(clock.now().getTime() - 86_400_000);
}

type Signing = Awaited<ReturnType<typeof startSigningServer>>;

function serve(wechat: Signing, clock: Clock): Pick<ReconciliationLab, 'bills' | 'answers'> {
  const bills: ReconciliationLab['bills'] = new Map();
  const answers: ReconciliationLab['answers'] = new Map();
  const signed = (content: object): Answer => {
    const body = JSON.stringify(content);
    const skewSeconds = Math.floor((clock.now().getTime() - NOW.getTime()) / 1000);
    return { status: 200, body, headers: signatureHeaders(body, { skewSeconds }) };
  };
  const refused = (code: string): Answer => ({
    status: 400,
    body: JSON.stringify({ code, message: '无' }),
    headers: {},
  });
  wechat.answerWith(({ target }) => {
    const { pathname, searchParams } = new URL(target, wechat.url);
    if (pathname === '/v3/bill/tradebill') {
      const bill = bills.get(searchParams.get('bill_date') ?? '') ?? 'NO_STATEMENT_EXIST';
      if (typeof bill === 'string') return refused(bill);
      const hash_value = createHash('sha1').update(bill).digest('hex');
      const download_url = `${wechat.url}/v3/billdownload/file?token=${searchParams.get('bill_date')}`;
      return signed({ hash_type: 'SHA1', hash_value, download_url });
    }
    if (pathname === '/v3/billdownload/file') {
      const bill = bills.get(searchParams.get('token') ?? '');
      return { status: 200, body: gzipSync(bill ?? '') };
    }
    const answer = answers.get(pathname.split('/').at(-1) ?? '');
    return answer ? signed(answer) : { status: 502, body: '', headers: {} };
  });
  return { bills, answers };
}

/** A day's file as it was downloaded. */
export async function billFileOf({ core }: ReconciliationLab, key: DayKey): Promise<Buffer> {
  const [row] = await core.db.query<{ file_sealed: Buffer }>({
    text: `select file_sealed from bills where school_id = $1 and channel_account_id = $2 and bill_date = $3`,
    values: keyValues(key),
  });
  if (!row) throw new Error(`no bill of ${key.date}`);
  return Buffer.from(core.vault.open(fileContext(key), row.file_sealed) as string, 'base64');
}
