import type { Finding, Goal } from './finding.ts';
import type { Result } from './rounds.ts';

/** Findings as Markdown tables: medians with their spread, then each goal beside what was measured. */
export function report(findings: readonly Finding[]): string {
  return findings.map(section).join('');
}

function section({ scenario, results, goals }: Finding): string {
  const details = [...new Set(results.flatMap((result) => Object.keys(result.details)))];
  const head = ['contestant', 'median', 'lowest – highest', ...details, 'rounds', 'steal'];
  const rows = results.map((result) => row(result, details));
  const kept = goals.filter(({ goal }) => goal > 0).map(verdict);
  const others = goals
    .filter(({ goal }) => goal === 0)
    .map(({ what, value }) => `- ${what}: ${figure(value)}\n`);
  return `\n### ${scenario}\n\n${table([head, ...rows])}\n${kept.join('')}${others.join('')}`;
}

function row(result: Result, details: readonly string[]): string[] {
  const { name, median, lowest, highest, rounds, steal, thrownAway } = result;
  return [
    name,
    figure(median),
    `${figure(lowest)} – ${figure(highest)}`,
    ...details.map((detail) =>
      detail in result.details ? figure(result.details[detail] ?? Number.NaN) : '',
    ),
    thrownAway === 0 ? String(rounds) : `${rounds} (${thrownAway} thrown away)`,
    `${(steal * 100).toFixed(1)} %`,
  ];
}

function verdict({ what, value, goal, direction }: Goal): string {
  const isMet = direction === 'at_least' ? value >= goal : value <= goal;
  const bound = direction === 'at_least' ? 'at least' : 'at most';
  return `- ${what}: **${figure(value)}** (goal: ${bound} ${goal}) ${isMet ? 'met' : 'NOT met'}\n`;
}

function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + body.map(line).join('');
}

function figure(value: number): string {
  if (Number.isNaN(value)) return 'not measured';
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : 2);
}
