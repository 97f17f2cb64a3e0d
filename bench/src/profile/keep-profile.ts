import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RESULTS } from '../report.ts';
import { type CpuProfile, readProfile } from './cpu-profile.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** What takes less of the busy time is left out of the table. */
const SHOWN = 0.005;

/**
 * Keeps a profile with the results: as V8 wrote it, and its stacks folded by places. Answers the table of places, valid
 * Markdown.
 * @param skippedMs how much of the beginning is left out of both
 */
export async function keepProfile(file: string, name: string, skippedMs: number): Promise<string> {
  const text = await readFile(file, 'utf8');
  const { busy, places, folded } = readProfile(JSON.parse(text) as CpuProfile, ROOT, skippedMs);
  await mkdir(RESULTS, { recursive: true });
  await writeFile(join(RESULTS, `${name}.cpuprofile`), text);
  const stacks = [...folded].map(([stack, us]) => `${stack} ${us}\n`).sort();
  await writeFile(join(RESULTS, `${name}.folded`), stacks.join(''));
  const percent = (us: number) => ((us * 100) / busy).toFixed(1);
  const rows = places
    .filter(({ self, total }) => Math.max(self, total) >= busy * SHOWN)
    .map(({ place, self, total }) => `| ${place} | ${percent(self)} | ${percent(total)} |`);
  return [
    `${name}: ${(busy / 1e6).toFixed(1)} s busy, percent of it; stacks in ${name}.folded`,
    '',
    '| place | self | with what it calls |',
    '| --- | ---: | ---: |',
    ...rows,
  ].join('\n');
}
