import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exit, stderr, stdout } from 'node:process';
import type { Finding } from './finding.ts';
import { readOptions } from './options.ts';
import { fullTableFinding } from './order-scenarios.ts';
import { findPgbench } from './pgbench.ts';
import { report } from './report.ts';
import { SCENARIOS } from './scenarios.ts';
import { openStand } from './stand.ts';

const RESULTS = join(import.meta.dirname, '..', 'results');

async function main(): Promise<void> {
  const options = readOptions();
  const wanted = options.scenarios.length > 0 ? options.scenarios : Object.keys(SCENARIOS);
  const unknown = wanted.find((name) => !(name in SCENARIOS));
  if (unknown) throw new Error(`no scenario "${unknown}"; there are ${Object.keys(SCENARIOS).join(', ')}`);
  if (!findPgbench()) {
    stderr.write(
      'pgbench is not here (Debian: apt-get install postgresql-contrib): its references are left out\n',
    );
  }
  const findings: Finding[] = [];
  await using stand = await openStand();
  for (const name of wanted) {
    stderr.write(`${name} …\n`);
    const found = (await SCENARIOS[name]?.(stand, options)) ?? [];
    findings.push(...found);
    stdout.write(report(found));
  }
  if (options.orders > 0 && options.scenarios.length === 0) {
    const found = await fullTableFinding(stand, options);
    findings.push(found);
    stdout.write(report([found]));
  }
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, `${new Date().toISOString().replace(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ at: new Date(), options, findings }, null, 2)}\n`);
  stdout.write(`\n${file}\n`);
}

try {
  await main();
} catch (error) {
  stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  exit(1);
}
