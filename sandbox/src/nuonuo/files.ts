import type { Answer } from '../wire.ts';
import { listInvoices } from './invoice-store.ts';
import type { Nuonuo } from './nuonuo.ts';

const CONTENT = {
  pdf: ['application/pdf', (number: string) => `%PDF-1.4\n% emulated invoice ${number}\n%%EOF\n`],
  ofd: ['application/ofd', (number: string) => `PK\x03\x04 OFD.xml, emulated ${number}`],
  xml: ['application/xml', (number: string) => `<EInvoice><Number>${number}</Number></EInvoice>`],
} as const;

/** A file of an issued invoice, by its number: something of the right kind that says which it is. */
export function fileOf({ store }: Nuonuo, name: string): Answer {
  const [number = '', ending = ''] = name.split('.');
  const isIssued = listInvoices(store).some((invoice) => invoice.number === number);
  const content = CONTENT[ending as keyof typeof CONTENT];
  if (!isIssued || !content) return { status: 404, body: '', signed: false };
  const [type, make] = content;
  return { status: 200, headers: { 'content-type': type }, body: make(number), signed: false };
}
