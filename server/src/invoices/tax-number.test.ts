import { expect, test } from 'vitest';
import { taxNoWarning } from './tax-number.ts';

const UNIVERSITY = '12100000400000624D';

test.each([
  [UNIVERSITY, 'a university'],
  ['510107123456789', 'an older organisation'],
  ['51010719900101123', 'a person with an old identity number'],
  ['51010719900101123401', 'a person with a new identity number'],
  [`L${UNIVERSITY}`, 'a temporary taxpayer'],
])('%s raises no doubt: %s', (taxNo) => {
  expect(taxNoWarning(taxNo)).toBeUndefined();
});

test.each(['312000000H001L', '1210000040000062', `${UNIVERSITY}12`, `A${UNIVERSITY}`])(
  '%s has an odd length',
  (taxNo) => {
    expect(taxNoWarning(taxNo)).toContain('位');
  },
);

test('every digit mistyped is noticed', () => {
  const characters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  for (const [index, right] of [...UNIVERSITY].entries()) {
    for (const wrong of characters) {
      if (wrong === right) continue;
      const taxNo = UNIVERSITY.slice(0, index) + wrong + UNIVERSITY.slice(index + 1);
      expect(taxNoWarning(taxNo), taxNo).toContain('校验位');
    }
  }
});
