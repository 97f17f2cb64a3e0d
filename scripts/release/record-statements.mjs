/**
 * Loaded with `node --import` into a server, or into the tests, of any release: appends each statement with a name that `pg`
 * sends to `RECORDED_STATEMENTS`, a line of JSON each, once a process.
 */
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cwd, env } from 'node:process';

// biome-ignore lint/style/noProcessEnv: loaded into programs that have settings of their own
const file = env.RECORDED_STATEMENTS;
// the driver of the folder that the process runs in
const pg = createRequire(join(cwd(), 'server', 'package.json'))('pg');
const seen = new Set();
const { query } = pg.Client.prototype;
pg.Client.prototype.query = function recordedQuery(statement, ...rest) {
  const { name, text } = statement ?? {};
  if (file && typeof name === 'string' && !seen.has(text)) {
    seen.add(text);
    appendFileSync(file, `${JSON.stringify({ name, text })}\n`);
  }
  return query.call(this, statement, ...rest);
};
