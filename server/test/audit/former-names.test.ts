import { auditActionIn } from '@zhixiao/contract/words/audit-actions';
import {
  currentName,
  otherActionNames,
  withCurrentNames,
  withFormerNames,
} from '@zhixiao/contract/words/former-names';
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

test.each([
  ['refund.dismiss', ['refund.see_to']],
  ['refund.d', ['refund.see_to']],
  ['refund.see_to', ['refund.dismiss']],
  ['refund_applications.', ['refund_requests.export']],
  ['refund_requests.export', ['refund_applications.export']],
  // both names begin so
  ['refund.', []],
  ['', []],
  ['refund.approve', []],
  // of a refusal, which is no action
  ['refund_application_waiting', []],
])('a search for %j finds actions under the other names %j too', (beginning, others) => {
  expect(otherActionNames(beginning)).toEqual(others);
});

test('what has a current name is given back its former one', () => {
  const current = { rules: { refundDayAmount: 5, refundDayCount: 1 } };
  const former = { rules: { refundDayFee: 5, refundDayCount: 1 } };
  expect(withFormerNames(current)).toEqual(former);
  expect(withCurrentNames(former)).toEqual(current);
});
