import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Clock } from '../../../lib/clock.ts';
import { JobFailed } from '../../../lib/job-thread.ts';
import { done, notDone, type Outcome } from '../../../lib/outcome.ts';
import { InvalidSeal, type InvoiceProvider, type InvoiceState } from '../../provider.ts';
import type { ReceiptPainter } from './painter.ts';
import { type Receipt, receiptOf } from './receipt.ts';
import { glanceAtSeal } from './seal.ts';

/** The address of a file that is drawn when it is asked for: all that stands on it. */
const SCHEME = 'receipt:';
const NOT_DRAWN = 'NOT_DRAWN';

/**
 * The built-in issuer of 缴费电子收据. It keeps nothing: a number it is asked about is not found, and the same
 * request gives the same receipt, however often it is sent. Those of a sandbox say across the page that they are none.
 * @param logoOf finds a school's logo by its hash
 */
export function createReceiptProvider(
  painter: ReceiptPainter,
  clock: Clock,
  isSandbox: boolean,
  logoOf: (logoHash: string) => Promise<Buffer | undefined>,
): InvoiceProvider {
  const draw = async (receipt: Receipt): Promise<Outcome<Buffer> | InvalidSeal> => {
    try {
      const logo = receipt.logoHash === undefined ? undefined : await logoOf(receipt.logoHash);
      return done(await painter.draw(receipt, logo));
    } catch (error) {
      if (error instanceof InvalidSeal) return error;
      if (error instanceof JobFailed)
        return notDone(NOT_DRAWN, reasonText('receipt_not_drawn', { message: error.message }));
      throw error;
    }
  };
  return {
    provider: 'receipt',
    checkAccount({ settings }) {
      if (settings.sealPng !== undefined) glanceAtSeal(settings.sealPng);
    },
    async keptAccount(account) {
      const { sealPng, ...settings } = account.settings;
      // the console's form sends an empty text for none
      if (sealPng === undefined || sealPng === '') return { ...account, settings };
      return { ...account, settings: { ...settings, sealPng: await painter.paintSeal(sealPng) } };
    },
    sellerOf: ({ invoiceAccountId }) => invoiceAccountId,

    issueRequestBody: (account, terms) => JSON.stringify(receiptOf(account, terms, clock.now(), isSandbox)),
    issue: async (_account, requestBody) => done(issued(requestBody)),
    query: async () => done({ status: 'not_found' }),

    reversalRequestBody: (_account, { reversalNo }) => reversalNo,
    reverse: async (_account, requestBody) => done({ status: 'reversed', number: requestBody }),
    queryReversal: async () => done({ status: 'not_found' }),

    async fetchFile({ settings }, url) {
      if (!url.startsWith(SCHEME)) return notDone('NO_SUCH_FILE', reasonText('receipt_file_address'));
      const asked = JSON.parse(url.slice(SCHEME.length)) as Receipt;
      const drawn = await draw(asked);
      // not issued yet, so the seal that replaced an unusable one can be used
      if (!(drawn instanceof InvalidSeal)) return drawn;
      const again =
        settings.sealPng === asked.sealPng ? drawn : await draw(sealedWith(asked, settings.sealPng));
      return again instanceof InvalidSeal ? notDone(NOT_DRAWN, again.message) : again;
    },

    readHint: () => undefined,
    hintReply: { contentType: 'text/plain', body: '' },
  };
}

function issued(requestBody: string): InvoiceState {
  const { invoiceNo, issuedAt } = JSON.parse(requestBody) as Receipt;
  return {
    status: 'issued',
    invoice: {
      providerRef: invoiceNo,
      number: invoiceNo,
      issuedAt: new Date(issuedAt),
      files: [{ kind: 'pdf', url: `${SCHEME}${requestBody}` }],
    },
  };
}

function sealedWith({ sealPng: _, ...receipt }: Receipt, sealPng: unknown): Receipt {
  return typeof sealPng === 'string' ? { ...receipt, sealPng } : receipt;
}
