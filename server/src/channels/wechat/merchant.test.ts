import { expect, test } from 'vitest';
import { UnexpectedContent } from './content.ts';
import { directMerchant, subMerchant } from './merchant.ts';

const provider = { merchantId: '1900007291', appId: 'wxprovider', subMerchantId: '1900000109' };
const direct = directMerchant('1900007291');
const plain = subMerchant({ ...provider, hasSubAppId: false });
const withApp = subMerchant({ ...provider, hasSubAppId: true });

test('what tells of another merchant is refused, whichever of its names differs', () => {
  expect(() => direct.requireOwn({ mchid: '1900007291' })).not.toThrow();
  expect(() => plain.requireOwn({ sp_mchid: '1900007291', sub_mchid: '1900000109' })).not.toThrow();
  for (const content of [
    { mchid: '1900007291' },
    { sp_mchid: '1900007291' },
    { sp_mchid: '1900007291', sub_mchid: '1900000110' },
    { sp_mchid: '1900007292', sub_mchid: '1900000109' },
  ]) {
    expect(() => plain.requireOwn(content), JSON.stringify(content)).toThrow(UnexpectedContent);
  }
  expect(() => direct.requireOwn({ sp_mchid: '1900007291', sub_mchid: '1900000109' })).toThrow(
    UnexpectedContent,
  );
});

test('a payer is named under the appid he uses', () => {
  expect(direct.orderFields('wxpayer')).toEqual({ appid: 'wxpayer', mchid: '1900007291' });
  expect(plain.orderFields('wxpayer')).toEqual({
    sp_appid: 'wxpayer',
    sp_mchid: '1900007291',
    sub_mchid: '1900000109',
  });
  expect(withApp.orderFields('wxpayer')).toEqual({
    sp_appid: 'wxprovider',
    sub_appid: 'wxpayer',
    sp_mchid: '1900007291',
    sub_mchid: '1900000109',
  });
  expect([direct, plain, withApp].map((merchant) => merchant.payerField('o1'))).toEqual([
    { openid: 'o1' },
    { sp_openid: 'o1' },
    { sub_openid: 'o1' },
  ]);
  const payer = { sp_openid: 'oProvider', sub_openid: 'oSub' };
  expect([plain, withApp].map((merchant) => merchant.payerUid({ payer }))).toEqual(['oProvider', 'oSub']);
  expect(withApp.payerUid({ payer: { sp_openid: 'oProvider' } })).toBe('oProvider');
  expect(direct.payerUid({})).toBe('');
});
