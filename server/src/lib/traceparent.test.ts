import { expect, test } from 'vitest';
import { readTraceparent, writeTraceparent } from './traceparent.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

test.each([
  [`00-${TRACE}-${SPAN}-01`, true],
  [` 00-${TRACE}-${SPAN}-00 `, true],
  // of a version to come, which may say more
  [`cc-${TRACE}-${SPAN}-01-more`, true],
  [`00-${TRACE}-${SPAN}-01-more`, false],
  [`ff-${TRACE}-${SPAN}-01`, false],
  [`00-${TRACE.toUpperCase()}-${SPAN}-01`, false],
  [`00-${'0'.repeat(32)}-${SPAN}-01`, false],
  [`00-${TRACE}-${'0'.repeat(16)}-01`, false],
  [`00-${TRACE}-${SPAN}`, false],
  // sent twice
  [`00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`, false],
  ['', false],
  [undefined, false],
])('%s is a traceparent: %s', (header, isOne) => {
  expect(readTraceparent(header)).toEqual(isOne ? { traceId: TRACE, spanId: SPAN } : undefined);
});

test('what is written is read', () => {
  const context = { traceId: TRACE, spanId: SPAN };
  expect(readTraceparent(writeTraceparent(context))).toEqual(context);
});
