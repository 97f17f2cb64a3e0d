import { expect, test } from 'vitest';
import { done } from '../lib/outcome.ts';
import { checkedFile } from './file-content.ts';
import type { InvoiceFileKind } from './provider.ts';

test.each<[InvoiceFileKind, string, boolean]>([
  ['pdf', '%PDF-1.4\n', true],
  ['pdf', '\u{feff}%PDF-1.7', true],
  ['pdf', '\r\n%PDF-1.7', true],
  ['pdf', '', false],
  ['pdf', '<html>%PDF-1.4', false],
  ['pdf', 'MZ\x90', false],
  ['ofd', 'PK\x03\x04\x14\x00 OFD.xml', true],
  ['ofd', 'PK\x03\x04\x14\x00 Doc_0/x OFD.xml', true],
  ['ofd', 'PK\x03\x04 word/document.xml', false],
  ['ofd', '%PDF-1.4', false],
  ['xml', '<?xml version="1.0"?><EInvoice/>', true],
  ['xml', '\u{feff}\n<EInvoice/>', true],
  ['xml', '<发票/>', true],
  ['xml', '<!DOCTYPE html><p>', false],
  ['xml', '<HTML><p>', false],
  ['xml', '{"code":"E9999"}', false],
  ['xml', ' '.repeat(100_000), false],
])('%s of %j: %s', (kind, text, isKept) => {
  const answer = checkedFile(kind, done(Buffer.from(text)));
  expect(answer.kind).toBe(isKept ? 'done' : 'not_done');
});
