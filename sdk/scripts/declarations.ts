import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const IMPORT = /(from |import\()'(\.[^']+|@zhixiao\/protocol\/[^']+)'/g;

/**
 * Writes the declarations that the package's entry reaches, once for ES modules (`.d.ts`) and once for CommonJS (`.d.cts`),
 * side by side in one folder: whoever imports one kind gets that kind all through.
 * @param from where the compiler put those of `sdk/` and `protocol/`
 */
export function writeDeclarations(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const written = new Map<string, string>();
  const open = [join(from, 'sdk/src/index.d.ts')];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const name = basename(path, '.d.ts');
    const known = written.get(name);
    if (known === path) continue;
    if (known !== undefined) throw new Error(`two declarations are called ${name}: ${known}, ${path}`);
    written.set(name, path);
    const text = readFileSync(path, 'utf8');
    const targets = [...text.matchAll(IMPORT)].map(([, , specifier = '']) => pathOf(from, path, specifier));
    open.push(...targets);
    const withEnd = (end: string) =>
      text.replace(IMPORT, (_, before: string, specifier: string) => {
        return `${before}'./${basename(pathOf(from, path, specifier), '.d.ts')}${end}'`;
      });
    writeFileSync(join(to, `${name}.d.ts`), withEnd('.js'));
    writeFileSync(join(to, `${name}.d.cts`), withEnd('.cjs'));
  }
}

function pathOf(root: string, importer: string, specifier: string): string {
  const isProtocol = specifier.startsWith('@zhixiao/protocol/');
  const path = isProtocol
    ? join(root, 'protocol/src', specifier.slice('@zhixiao/protocol/'.length))
    : join(dirname(importer), specifier.replace(/\.ts$/, ''));
  return `${path}.d.ts`;
}
