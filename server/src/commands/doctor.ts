import { readEnv } from '../config/settings.ts';
import { examine } from '../doctor/examine.ts';
import type { Finding, Severity } from '../doctor/finding.ts';
import type { Words } from '../lib/words.ts';
import { print, printError } from './command.ts';
import { envFile } from './env-file.ts';
import {
  type ExitStatus,
  INSPECTION_OPTIONS,
  INSPECTION_USAGE,
  type Inspection,
  wordsBy,
} from './inspection.ts';

const SEVERITIES: Readonly<Record<Severity, Words>> = {
  ok: { zh: '正常', en: 'ok' },
  warning: { zh: '警告', en: 'WARNING' },
  fault: { zh: '故障', en: 'FAULT' },
};

/** What is wrong with this installation, or will be, and what to do. Exit status 1: warnings alone. 2: faults. */
export const doctorCommand: Inspection = {
  usage: `doctor ${INSPECTION_USAGE}`,
  options: INSPECTION_OPTIONS,
  async run(args) {
    const said = wordsBy(args);
    const isJson = args.isSet('json');
    // progress beside what is found, so that either can be kept
    const examined = { envFile: await envFile(), env: readEnv() };
    const findings = await examine(examined, (name) =>
      printError(said({ zh: `检查${name.zh}……`, en: `Checking ${name.en} …` })),
    );
    const status = statusOf(findings);
    if (isJson) print(JSON.stringify({ status, findings }, null, 2));
    else
      for (const line of [...findings.flatMap((one) => linesOf(one, said)), said(summary(findings))])
        print(line);
    return status;
  },
};

function statusOf(findings: readonly Finding[]): ExitStatus {
  if (findings.some(({ severity }) => severity === 'fault')) return 2;
  return findings.some(({ severity }) => severity === 'warning') ? 1 : 0;
}

function linesOf({ severity, message, cure }: Finding, said: (words: Words) => string): string[] {
  const line = `[${said(SEVERITIES[severity])}] ${said(message)}`;
  return cure ? [line, `    → ${said(cure)}`] : [line];
}

function summary(findings: readonly Finding[]): Words {
  const count = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  const [faults, warnings] = [count('fault'), count('warning')];
  return {
    zh: `共 ${findings.length} 项：故障 ${faults}，警告 ${warnings}。`,
    en: `${findings.length} findings: ${faults} faults, ${warnings} warnings.`,
  };
}
