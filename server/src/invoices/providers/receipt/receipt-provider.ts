import type { Clock } from '../../../lib/clock.ts';
import { done, notDone } from '../../../lib/outcome.ts';
import {
  InvalidInvoiceAccount,
  type InvoiceAccount,
  type InvoiceProvider,
  type InvoiceState,
} from '../../provider.ts';
import type { ReceiptPainter } from './painter.ts';
import { type Receipt, receiptOf } from './receipt.ts';

/** The address of a file that is drawn when it is asked for: all that stands on it. */
const SCHEME = 'receipt:';
const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const SEAL_MAX_BYTES = 200 * 1024;

/**
 * The built-in issuer of 缴费电子收据. It keeps nothing: a number it is asked about is not found, and the same
 * request gives the same receipt, however often it is sent.
 */
export function createReceiptProvider(painter: ReceiptPainter, clock: Clock): InvoiceProvider {
  return {
    provider: 'receipt',
    checkAccount,
    sellerOf: ({ invoiceAccountId }) => invoiceAccountId,

    issueRequest: (account, terms) => JSON.stringify(receiptOf(account, terms, clock.now())),
    issue: async (_account, request) => done(issued(request)),
    query: async () => done({ status: 'not_found' }),

    reversalRequest: (_account, { reversalNo }) => reversalNo,
    reverse: async (_account, request) => done({ status: 'reversed', number: request }),
    queryReversal: async () => done({ status: 'not_found' }),

    async fetchFile(_account, url) {
      if (!url.startsWith(SCHEME)) return notDone('NO_SUCH_FILE', '收据文件地址无效');
      return done(await painter.draw(JSON.parse(url.slice(SCHEME.length)) as Receipt));
    },

    readHint: () => undefined,
    hintReply: { contentType: 'text/plain', body: '' },
  };
}

function issued(request: string): InvoiceState {
  const { invoiceNo, issuedAt } = JSON.parse(request) as Receipt;
  return {
    status: 'issued',
    invoice: {
      providerRef: invoiceNo,
      number: invoiceNo,
      issuedAt: new Date(issuedAt),
      files: [{ kind: 'pdf', url: `${SCHEME}${request}` }],
    },
  };
}

function checkAccount({ settings }: InvoiceAccount): void {
  const { sealPng } = settings;
  if (sealPng === undefined) return;
  const image = typeof sealPng === 'string' ? Buffer.from(sealPng, 'base64') : Buffer.alloc(0);
  if (image.length > SEAL_MAX_BYTES || !image.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) {
    throw new InvalidInvoiceAccount('sealPng：须为不超过 200 KB 的 PNG 图片（base64）');
  }
}
