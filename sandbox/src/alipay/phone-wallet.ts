import type { Brand, PhoneBill, PhoneWallet } from '../phone/wallet.ts';
import { shanghaiText } from '../shanghai-time.ts';
import { yuanOf } from '../yuan.ts';
import { type Alipay, PAYER_USER_ID } from './alipay.ts';
import { findApp } from './app-store.ts';
import { keyFor } from './platform.ts';
import { signedForm } from './signature.ts';
import { type Terms, type Trade, unscannedCodes, waitingTrades } from './trade-store.ts';
import { type Obstacle, payBill, type Scanned, scan } from './wallet.ts';

/** Alipay on the emulated phone. */
export function alipayWallet(alipay: Alipay): PhoneWallet {
  const { store, clock } = alipay;
  return {
    waiting(limit) {
      const now = clock.now();
      const codes = unscannedCodes(store, now, limit).map(({ qrCode, terms }) =>
        listed(alipay, qrCode, terms),
      );
      const trades = waitingTrades(store, now, limit).map(({ tradeNo, terms }) =>
        listed(alipay, tradeNo, terms),
      );
      return [...codes, ...trades].slice(0, limit);
    },
    scan(code) {
      const bill = scan(alipay, scannedOf(code));
      return bill && phoneBill(alipay, { code, ...bill });
    },
    pay(code, result) {
      const bill = scan(alipay, scannedOf(code));
      if (bill) payBill(alipay, bill, result);
    },
  };
}

const ALIPAY: Brand = {
  channel: 'alipay',
  name: { zh: '支付宝', en: 'Alipay' },
  payIn: { zh: '支付宝付款', en: 'Pay with Alipay' },
};

/** A trade's own number serves as a code: it is what a cashier or mini-program hands over. */
function scannedOf(code: string): Scanned {
  return /^\d{28}$/.test(code) ? { tradeNo: code } : { qrCode: code };
}

function listed(alipay: Alipay, code: string, terms: Terms): PhoneBill {
  const sellerId = findApp(alipay.store, terms.appId)?.sellerId ?? '';
  return phoneBill(alipay, { code, terms, sellerId, trade: undefined, obstacle: undefined });
}

function phoneBill(
  alipay: Alipay,
  bill: {
    readonly code: string;
    readonly terms: Terms;
    readonly sellerId: string;
    readonly trade: Trade | undefined;
    readonly obstacle: Obstacle | undefined;
  },
): PhoneBill {
  const { code, terms, sellerId, trade, obstacle } = bill;
  return {
    brand: ALIPAY,
    code,
    merchant: sellerId,
    description: terms.subject,
    number: terms.outTradeNo,
    way: terms.method.replace('alipay.trade.', ''),
    total: terms.total,
    payer: trade?.paid?.buyerId ?? terms.boundBuyer ?? PAYER_USER_ID,
    obstacle,
    wayBack: trade?.paid ? returnAddress(alipay, trade) : (terms.quitUrl ?? terms.returnUrl ?? undefined),
  };
}

/** Where a paid trade's browser goes, with what happened, signed; to be shown, not believed. */
function returnAddress({ store, clock, platform }: Alipay, { terms, tradeNo }: Trade): string | undefined {
  const app = findApp(store, terms.appId);
  if (!app || terms.returnUrl === null || !URL.canParse(terms.returnUrl)) return undefined;
  const key = keyFor(platform, app);
  const told = signedForm(
    {
      charset: 'utf-8',
      out_trade_no: terms.outTradeNo,
      method: `${terms.method}.return`,
      total_amount: yuanOf(terms.total),
      trade_no: tradeNo,
      auth_app_id: app.appId,
      version: '1.0',
      app_id: app.appId,
      sign_type: 'RSA2',
      seller_id: app.sellerId,
      timestamp: shanghaiText(clock.now()),
      ...(app.certificatePem === null ? {} : { alipay_cert_sn: key.sn }),
    },
    key.privateKey,
  );
  const address = new URL(terms.returnUrl);
  for (const [name, value] of Object.entries(told)) address.searchParams.set(name, value);
  return address.href;
}
