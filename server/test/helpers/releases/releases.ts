import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'releases');

/** What `npm run release-schema` kept of a release. */
export interface Release {
  readonly version: string;
  readonly masterKey: string;
  readonly filledAt: string;
  /** Numbers of orders (`out_trade_no`), by what they are. */
  readonly orders: Readonly<
    Record<'wechat' | 'alipay' | 'unacknowledged' | 'unpaid' | 'closed' | 'invoiced' | 'endpoint', string>
  >;
  readonly migrations: readonly { readonly name: string; readonly sha256: string }[];
}

/** One statement that servers of a release send. */
export interface RecordedStatement {
  readonly name: string;
  readonly text: string;
}

/** Every kept release, the oldest first. */
export const RELEASES: readonly Release[] = readdirSync(FOLDER)
  .filter((name) => /^v\d/.test(name))
  .map((name) => JSON.parse(readFileSync(join(FOLDER, name, 'release.json'), 'utf8')) as Release)
  .sort((one, other) => one.version.localeCompare(other.version, 'en', { numeric: true }));

export function fileOf({ version }: Release, name: 'rows.sql' | 'schema.sql' | 'emulators.sql'): string {
  return readFileSync(join(FOLDER, `v${version}`, name), 'utf8').replaceAll('\r\n', '\n');
}

export function statementsOf({ version }: Release): RecordedStatement[] {
  const lines = readFileSync(join(FOLDER, `v${version}`, 'statements.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as RecordedStatement);
}
