import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { InvoiceInput } from '@zhixiao/contract/cashier/invoice-view';
import type { PageInput } from '@zhixiao/contract/cashier/view';

const CASHIER = join(import.meta.dirname, '..', '..');
const DIST = join(CASHIER, 'dist');
const BOOTSTRAP = join(CASHIER, '..', 'scripts', 'bootstrap.mjs');
const run = promisify(execFile);

/** Builds the cashier where it never was; only one test file at a time does. */
export async function ensureBuilt(): Promise<void> {
  if (!existsSync(join(DIST, 'render.js'))) await run(process.execPath, [BOOTSTRAP]);
}

/** The renderers as the server gets them. */
export async function builtRenderers(): Promise<Renderers> {
  return (await import(join(DIST, 'render.js'))) as Renderers;
}

interface Renderers {
  renderPage(input: PageInput): string;
  renderInvoicePage(input: InvoiceInput): string;
}

/** The text of the one built asset with this ending. */
export async function builtAsset(ending: '.js' | '.css'): Promise<string> {
  const folder = join(DIST, 'assets');
  const [name, ...more] = (await readdir(folder)).filter((each) => each.endsWith(ending));
  if (name === undefined || more.length > 0) throw new Error(`not exactly one built ${ending} file`);
  return readFile(join(folder, name), 'utf8');
}
