import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentedLogFields } from './helpers/log-fields.ts';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = globSync('server/src/**/*.ts', { cwd: ROOT, exclude: ['**/*.test.ts'] });
const CALL = /\blog(?:\?\.|\.)(?:debug|info|warn|error|fatal)\(\s*\{/g;
/** `name`, `name: value` and `...(is ? { name: value } : {})`; what is spread by its name is seen in lines that are written. */
const NAME = /(?:^|[{,])\s*([A-Za-z]+)\s*(?=[,:}]|$)/g;

/** The text of an object that begins behind an opening brace. */
function objectFrom(text: string, begin: number): string {
  let depth = 1;
  let end = begin;
  for (; depth > 0; end += 1) depth += text[end] === '{' ? 1 : text[end] === '}' ? -1 : 0;
  return text.slice(begin, end - 1);
}

/** Without what stands in parentheses and texts: calls, conditions, words. */
function outside(text: string): string {
  const less = text.replace(/'[^']*'|`[^`]*`|\([^()]*\)/g, '');
  return less === text ? text : outside(less);
}

test('every field that code gives a line of the log is documented, and no other', () => {
  const documented = documentedLogFields();
  const texts = SOURCES.map((path) => readFileSync(join(ROOT, path), 'utf8'));
  const given = texts.flatMap((text) =>
    [...text.matchAll(CALL)].flatMap((call) => {
      const object = outside(objectFrom(text, call.index + call[0].length));
      return [...object.matchAll(NAME)].map(([, name = '']) => name);
    }),
  );
  expect(new Set(given).size).toBeGreaterThan(20);
  expect([...documented.keys()]).toEqual(expect.arrayContaining([...new Set(given)]));
  // pino's own apart, each is a name of ours
  const ofPino = ['level', 'time', 'pid', 'hostname', 'msg', 'reqId'];
  const named = [...documented.keys()].filter((name) => !ofPino.includes(name));
  const whole = texts.join('\n');
  expect(named.filter((name) => !new RegExp(`\\b${name}\\b`).test(whole))).toEqual([]);
});
