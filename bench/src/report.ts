import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Finding, LegSummary, ScenarioResult } from './rounds/findings.ts';
import type { Spread } from './rounds/statistics.ts';

/** Where results are kept. */
export const RESULTS = join(import.meta.dirname, '../results');

/** A scenario's result as tables for a screen; the same text is valid Markdown. */
export function formatResult(result: ScenarioResult): string {
  const { kept, discarded, noisy } = result.rounds;
  const rounds = `${kept} rounds, ${discarded} more thrown away${noisy > 0 ? `, ${noisy} noisy ones kept for want of quiet ones` : ''}`;
  return [
    `### ${result.scenario}\n\n${rounds}\n`,
    ...(result.legs.length > 0 ? [legTable(result.legs)] : []),
    ...(result.findings.length > 0 ? [findingTable(result.findings)] : []),
    ...result.notes.map((note) => `${note}\n`),
  ].join('\n');
}

/** Writes all results of a run as JSON; answers the file. */
export async function writeResults(results: readonly ScenarioResult[], asked: object): Promise<string> {
  await mkdir(RESULTS, { recursive: true });
  const at = new Date().toISOString();
  const file = join(RESULTS, `${at.replaceAll(/[:.]/g, '-')}.json`);
  const machine = {
    cpus: cpus().length,
    model: cpus()[0]?.model,
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.version,
  };
  await writeFile(file, `${JSON.stringify({ at, machine, asked, results }, null, 2)}\n`);
  return file;
}

function legTable(legs: readonly LegSummary[]): string {
  const processes = [...new Set(legs.flatMap(({ cpuUs }) => Object.keys(cpuUs)))];
  const header = [
    '',
    'a second',
    'from … to',
    'p50 ms',
    'p99 ms',
    ...processes.map((name) => `${name} µs`),
    'steal %',
    'others %',
  ];
  return table(
    header,
    legs.map(({ name, rate, latency, cpuUs, stolen, foreign }) => [
      name,
      number(rate.median),
      `${number(rate.min)} … ${number(rate.max)}`,
      latency ? number(latency.p50) : '',
      latency ? number(latency.p99) : '',
      ...processes.map((process) => number(cpuUs[process] ?? 0)),
      number(stolen * 100),
      number(foreign * 100),
    ]),
  );
}

function findingTable(findings: readonly Finding[]): string {
  return table(
    ['', 'median', 'from … to', 'goal', ''],
    findings.map(({ name, unit, value, goal }) => [
      name,
      withUnit(value.median, unit),
      `${number(value.min)} … ${number(value.max)}`,
      goal ? `${goal.better === 'higher' ? '≥' : '≤'} ${goal.at}` : '',
      goal ? (reaches(value, goal) ? 'reached' : 'missed') : '',
    ]),
  );
}

function reaches(value: Spread, goal: NonNullable<Finding['goal']>): boolean {
  return goal.better === 'higher' ? value.median >= goal.at : value.median <= goal.at;
}

function withUnit(value: number, unit: Finding['unit']): string {
  return unit === '×' ? number(value) : `${number(value)} ${unit}`;
}

/** Three telling digits are more than these measurements have. */
function number(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  return value.toPrecision(2).includes('e')
    ? String(Math.round(value))
    : String(Number(value.toPrecision(3)));
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) =>
    Math.max(name.length, 3, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |\n`;
  const rule = line(
    widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)),
  );
  return line(header) + rule + rows.map(line).join('');
}
