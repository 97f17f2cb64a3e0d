import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `text`, `number`, `object`, `list`. */
type LogFieldType = string;

/** The fields of docs/operating/logs.md. */
export function documentedLogFields(): ReadonlyMap<string, LogFieldType> {
  const text = readFileSync(join(import.meta.dirname, '../../docs/operating/logs.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(\w+)` +\| (\w+) +\| \S/gm)].map(
    ([, name = '', type = '']) => [name, type] as const,
  );
  return new Map(rows);
}

/** What a field of a line is, in the words of that document. */
export function logFieldTypeOf(value: unknown): LogFieldType {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
}
