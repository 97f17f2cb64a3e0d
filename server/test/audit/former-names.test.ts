import { auditActionIn } from '@zhixiao/contract/words/audit-actions';
import { currentName, withCurrentNames } from '@zhixiao/contract/words/former-names';
import { expect, test } from 'vitest';

test('what was written under a former name is read under the current one, however deep', () => {
  expect(
    withCurrentNames({
      rules: { refundDayFee: 5, refundDayCount: null },
      list: [{ minFee: 1 }, 'minFee', null],
    }),
  ).toEqual({
    rules: { refundDayAmount: 5, refundDayCount: null },
    list: [{ minAmount: 1 }, 'minFee', null],
  });
});

test('any other name stays, those of every object too', () => {
  for (const name of ['refundAmount', 'toString', '__proto__', '']) expect(currentName(name)).toBe(name);
});

test('an action is shown in the same words under both of its names', () => {
  for (const action of ['refund.see_to', 'refund_requests.export']) {
    expect(currentName(action)).not.toBe(action);
    for (const language of ['zh', 'en'] as const) {
      expect(auditActionIn(language, action)).toBe(auditActionIn(language, currentName(action)));
      expect(auditActionIn(language, action)).not.toBe(action);
    }
  }
});
