import { type DestinationStream, type Logger, pino } from 'pino';

// Requests are logged by route and number only: bodies, queries and cookies never. This is the net
// under that rule, for an object logged whole by mistake.
const SECRET_FIELDS = [
  'appSecret',
  'aesKey',
  'appsecret',
  'aes_key',
  'keys',
  'secrets',
  'param',
  'openid',
  'payer',
  'payerUid',
  'userName',
  'userNo',
  'phone',
];

/** The server's log: JSON lines on stdout. Entries with `alert` are for the operator's alarm. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[hidden]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
