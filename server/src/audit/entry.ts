import { createHash } from 'node:crypto';
import type { AuditOutcome } from '@zhixiao/contract/codes/audit';
import type { Vault } from '../lib/vault.ts';
import type { PersonSeen } from './person-seen.ts';

/** The content of an entry about something that an operator did or was refused. */
export interface AuditNote {
  readonly at: Date;
  /** The operator's account; undefined before sign-in. */
  readonly operator: string | undefined;
  readonly address: string | undefined;
  /** What was done, such as `refund.request`. */
  readonly action: string;
  /** To what: an order's number, an account. */
  readonly subject: string | undefined;
  /** Undefined: of no school, or of all. */
  readonly schoolId: string | undefined;
  readonly outcome: AuditOutcome;
  /** Personal data masked. */
  readonly details: AuditDetails;
  /** Whom the operator looked for or was shown; kept in the details as keyed hashes, `people`. */
  readonly people?: readonly PersonSeen[] | undefined;
}

export type AuditDetails = Readonly<Record<string, unknown>>;

export interface AuditEntry extends Omit<AuditNote, 'people'> {
  readonly entryNo: string;
  /** How the entry is sealed to the one before: by a plain hash, as long ago, or with a key that no database has. */
  readonly seal: 'plain' | 'keyed';
  readonly previous: Buffer;
  readonly hash: Buffer;
}

/** An entry as a list shows it. */
export interface EntryListed extends AuditEntry {
  /** What the operator is called now; undefined for who is none. */
  readonly operatorName: string | undefined;
}

/** What the first entry follows. */
export const CHAIN_START: Buffer = Buffer.alloc(32);

/** The action of the entry that begins the keyed part of a chain whose entries were plain until then. */
export const KEYED_FROM_HERE = 'audit.keyed';

/** The hash that seals an entry to the one before it. */
export function sealOf(vault: Pick<Vault, 'sign'>, entry: Omit<AuditEntry, 'hash'>): Buffer {
  const { entryNo, at, operator, address, action, subject, schoolId, outcome, details, seal, previous } =
    entry;
  const content = {
    entryNo,
    at: at.toISOString(),
    operator,
    address,
    action,
    subject,
    schoolId,
    outcome,
    details,
  };
  const text = Buffer.from(canonical(content), 'utf8');
  return seal === 'keyed'
    ? vault.sign('audit_entries', previous, text)
    : createHash('sha256').update(previous).update(text).digest();
}

/** JSON with the keys in order: what comes back from the database is hashed like what went in. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}
