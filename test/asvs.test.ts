import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** Every requirement of levels 1 and 2 of ASVS 5.0.0 with its level, but those of V9, V10 and V17, which we have no use for. */
const REQUIREMENTS = `
1.1.1:2 1.1.2:2 1.2.1:1 1.2.2:1 1.2.3:1 1.2.4:1 1.2.5:1 1.2.6:2 1.2.7:2 1.2.8:2 1.2.9:2 1.3.1:1 1.3.2:1
1.3.3:2 1.3.4:2 1.3.5:2 1.3.6:2 1.3.7:2 1.3.8:2 1.3.9:2 1.3.10:2 1.3.11:2 1.4.1:2 1.4.2:2 1.4.3:2 1.5.1:1
1.5.2:2 2.1.1:1 2.1.2:2 2.1.3:2 2.2.1:1 2.2.2:1 2.2.3:2 2.3.1:1 2.3.2:2 2.3.3:2 2.3.4:2 2.4.1:2 3.2.1:1
3.2.2:1 3.3.1:1 3.3.2:2 3.3.3:2 3.3.4:2 3.4.1:1 3.4.2:1 3.4.3:2 3.4.4:2 3.4.5:2 3.4.6:2 3.5.1:1 3.5.2:1
3.5.3:1 3.5.4:2 3.5.5:2 3.7.1:2 3.7.2:2 4.1.1:1 4.1.2:2 4.1.3:2 4.2.1:2 4.3.1:2 4.3.2:2 4.4.1:1 4.4.2:2
4.4.3:2 4.4.4:2 5.1.1:2 5.2.1:1 5.2.2:1 5.2.3:2 5.3.1:1 5.3.2:1 5.4.1:2 5.4.2:2 5.4.3:2 6.1.1:1 6.1.2:2
6.1.3:2 6.2.1:1 6.2.2:1 6.2.3:1 6.2.4:1 6.2.5:1 6.2.6:1 6.2.7:1 6.2.8:1 6.2.9:2 6.2.10:2 6.2.11:2 6.2.12:2
6.3.1:1 6.3.2:1 6.3.3:2 6.3.4:2 6.4.1:1 6.4.2:1 6.4.3:2 6.4.4:2 6.5.1:2 6.5.2:2 6.5.3:2 6.5.4:2 6.5.5:2
6.6.1:2 6.6.2:2 6.6.3:2 6.8.1:2 6.8.2:2 6.8.3:2 6.8.4:2 7.1.1:2 7.1.2:2 7.1.3:2 7.2.1:1 7.2.2:1 7.2.3:1
7.2.4:1 7.3.1:2 7.3.2:2 7.4.1:1 7.4.2:1 7.4.3:2 7.4.4:2 7.4.5:2 7.5.1:2 7.5.2:2 7.6.1:2 7.6.2:2 8.1.1:1
8.1.2:2 8.2.1:1 8.2.2:1 8.2.3:2 8.3.1:1 8.4.1:2 11.1.1:2 11.1.2:2 11.2.1:2 11.2.2:2 11.2.3:2 11.3.1:1
11.3.2:1 11.3.3:2 11.4.1:1 11.4.2:2 11.4.3:2 11.4.4:2 11.5.1:2 11.6.1:2 12.1.1:1 12.1.2:2 12.1.3:2 12.2.1:1
12.2.2:1 12.3.1:2 12.3.2:2 12.3.3:2 12.3.4:2 13.1.1:2 13.2.1:2 13.2.2:2 13.2.3:2 13.2.4:2 13.2.5:2 13.3.1:2
13.3.2:2 13.4.1:1 13.4.2:2 13.4.3:2 13.4.4:2 13.4.5:2 14.1.1:2 14.1.2:2 14.2.1:1 14.2.2:2 14.2.3:2 14.2.4:2
14.3.1:1 14.3.2:2 14.3.3:2 15.1.1:1 15.1.2:2 15.1.3:2 15.2.1:1 15.2.2:2 15.2.3:2 15.3.1:1 15.3.2:2 15.3.3:2
15.3.4:2 15.3.5:2 15.3.6:2 15.3.7:2 16.1.1:2 16.2.1:2 16.2.2:2 16.2.3:2 16.2.4:2 16.2.5:2 16.3.1:2 16.3.2:2
16.3.3:2 16.3.4:2 16.4.1:2 16.4.2:2 16.4.3:2 16.5.1:2 16.5.2:2 16.5.3:2
`;

interface Row {
  readonly requirement: string;
  readonly level: string;
  readonly subject: string;
  readonly status: string;
  readonly evidence: string;
  readonly note: string;
}

const rows: readonly Row[] = parse(readFileSync(join(ROOT, 'docs/asvs.csv'), 'utf8'), { columns: true });

test('each requirement in scope is judged once, in the standard’s order', () => {
  const wanted = REQUIREMENTS.trim().split(/\s+/);
  expect(wanted).toHaveLength(210);
  expect(rows.map(({ requirement, level }) => `${requirement.slice(1)}:${level.slice(1)}`)).toEqual(wanted);
});

test('what is met names what shows it, and that is there; what is not says why', () => {
  for (const { requirement, subject, status, evidence, note } of rows) {
    expect(subject, requirement).not.toBe('');
    expect(['met', 'open', 'not applicable'], requirement).toContain(status);
    const files = evidence.split(' ').filter((file) => file !== '');
    if (status === 'met') expect(files, requirement).not.toHaveLength(0);
    else expect(note, requirement).not.toBe('');
    for (const file of files) expect(existsSync(join(ROOT, file)), `${requirement}: ${file}`).toBe(true);
  }
});

test.each(['docs/security.md', 'SECURITY.md'])('what %s names is there', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const named = [...text.matchAll(/`((?:server|protocol|cashier|console|scripts|test)\/[\w./-]+\.\w+)`/g)];
  const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)];
  const folder = join(ROOT, document, '..');
  for (const [, file = ''] of named) expect(existsSync(join(ROOT, file)), file).toBe(true);
  for (const [, file = ''] of linked) expect(existsSync(join(folder, file)), file).toBe(true);
  if (document === 'docs/security.md') expect(named.length).toBeGreaterThan(30);
});
