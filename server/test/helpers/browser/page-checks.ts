import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { env } from 'node:process';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Keeps a picture of the page when PICTURES names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  if (env.PICTURES) await page.screenshot({ path: `${env.PICTURES}/${name}.png`, fullPage: true });
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Fails on anything axe finds wrong; `where` says of which page, if its address does not. */
export async function expectAccessible(page: Page, where = page.url()): Promise<void> {
  // half a megabyte that a page keeps until it is left
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(await readFile(AXE, 'utf8'));
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        configure(spec: { noHtml: boolean }): void;
        run(options: object): Promise<{ violations: Violation[] }>;
      };
    };
    // what is fine need not be described, nor by which selector a flaw is found; its source takes an eighth of a run
    const run = async (noHtml: boolean) => {
      axe.configure({ noHtml });
      return (await axe.run({ resultTypes: ['violations'], selectors: false })).violations;
    };
    const isFlawed = (await run(true)).length > 0;
    return (isFlawed ? await run(false) : []).map(
      ({ id, impact, nodes }) => `${impact}: ${id} at ${nodes.map(({ html }) => html).join(' ')}`,
    );
  });
  expect(violations, where).toEqual([]);
}
