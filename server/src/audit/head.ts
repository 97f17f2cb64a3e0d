import { timingSafeEqual } from 'node:crypto';
import type { Vault } from '../lib/vault.ts';

/** How far the chain had come, to be kept where who can write to the database cannot: a log, a file, another machine. */
export interface ChainHead {
  /** ISO 8601. */
  readonly at: string;
  readonly entries: number;
  /** Of the last entry, in hex. */
  readonly hash: string;
}

/** One line of JSON, with a signature. */
export function headLine(vault: Pick<Vault, 'sign'>, { at, entries, hash }: ChainHead): string {
  const signature = signatureOf(vault, { at, entries, hash }).toString('hex');
  return JSON.stringify({ at, entries, hash, signature });
}

/** Undefined: it is none, or not signed with our key. */
export function readHeadLine(vault: Pick<Vault, 'sign'>, line: string): ChainHead | undefined {
  let parsed: Partial<ChainHead> & { readonly signature?: unknown };
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { at, entries, hash, signature } = parsed ?? {};
  if (typeof at !== 'string' || typeof entries !== 'number' || typeof hash !== 'string') return undefined;
  const head = { at, entries, hash };
  const [ours, theirs] = [signatureOf(vault, head), Buffer.from(String(signature), 'hex')];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs) ? head : undefined;
}

function signatureOf(vault: Pick<Vault, 'sign'>, { at, entries, hash }: ChainHead): Buffer {
  return vault.sign('audit head', Buffer.from(JSON.stringify([at, entries, hash]), 'utf8'));
}
