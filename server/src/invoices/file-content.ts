import { reasonText } from '@zhixiao/contract/words/reasons';
import { notDone, type Outcome } from '../lib/outcome.ts';
import type { InvoiceFileKind } from './provider.ts';

/** What is not even looked through when it is looked for the beginning of a document. */
const LOOKED_AT_BYTES = 64 * 1024;

/** How each kind begins, as text of single bytes. An OFD is a ZIP whose first entries name it; GB/T 33190. */
const BEGINNINGS: Readonly<Record<InvoiceFileKind, (beginning: string) => boolean>> = {
  pdf: (beginning) => /^(?:ï»¿)?\s{0,16}%PDF-\d/.test(beginning),
  ofd: (beginning) => beginning.startsWith('PK\x03\x04') && beginning.includes('OFD'),
  xml: (beginning) => /^(?:ï»¿)?\s{0,16}<(?!!doctype html|html[\s>])[?!\p{L}_]/iu.test(beginning),
};

/**
 * A file that a provider gave out, if it is what the provider says: it is kept for years and handed to payers, so
 * that a page that says why there is none must not be. It is never opened here.
 */
export function checkedFile(kind: InvoiceFileKind, answer: Outcome<Buffer>): Outcome<Buffer> {
  if (answer.kind !== 'done') return answer;
  const beginning = answer.value.toString('latin1', 0, LOOKED_AT_BYTES);
  return BEGINNINGS[kind](beginning)
    ? answer
    : notDone('OTHER_FILE', reasonText('invoice_file_kind', { kind: kind.toUpperCase() }));
}
