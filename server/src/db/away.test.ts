import pg from 'pg';
import { expect, test } from 'vitest';
import { classifyError, isDatabaseAway } from './away.ts';

const ofServer = (code: string, message = 'x') => {
  const error = new pg.DatabaseError(message, message.length, 'error');
  error.code = code;
  return error;
};
const ofSystem = (code: string) => Object.assign(new Error(`connect ${code} 10.0.0.1:5432`), { code });

test.each([
  ...['57P01', '57P02', '57P03', '53300', '53100', '08006', '08P01', '25006', '25P03', '25P04'].map((code) =>
    ofServer(code),
  ),
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN'].map(
    ofSystem,
  ),
  ...['ENOTFOUND', 'EAI_AGAIN', 'ENETDOWN', 'ECONNABORTED', 'EADDRNOTAVAIL', 'EMFILE', 'ENOENT'].map(
    ofSystem,
  ),
  Object.assign(new AggregateError([ofSystem('ECONNREFUSED'), ofSystem('EHOSTUNREACH')]), {
    code: 'ECONNREFUSED',
  }),
  ...[
    'Query read timeout',
    'timeout expired',
    'timeout exceeded when trying to connect',
    'Connection terminated',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'Cannot use a pool after calling end on the pool',
  ].map((message) => new Error(message)),
])('away: %s', (error) => {
  // what a driver hangs on its errors is not handed on
  Object.assign(error, { client: { secretKey: 4711 } });
  const reason = classifyError(error);
  expect(isDatabaseAway(reason)).toBe(true);
  expect(JSON.stringify(reason)).not.toContain('4711');
  expect(Object.keys(reason as object).filter((key) => key !== 'name')).toEqual(['code']);
});

test.each([
  ...['23505', '23514', '40001', '40P01', '42601', '28P01', '3D000', '22P02', '25P02', '57014', '53400'].map(
    (code) => ofServer(code),
  ),
  ofServer('08P01', 'unsupported startup parameter: statement_timeout'),
  new Error('Prepared statements must be unique'),
  new TypeError('x is not a function'),
])('not away: %s', (error) => {
  expect(classifyError(error)).toBe(error);
});

test('an error of somebody else’s connection says nothing of the database', () => {
  expect(isDatabaseAway(ofSystem('ECONNRESET'))).toBe(false);
});
