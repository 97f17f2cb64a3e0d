import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** What one run of Vitest came to, as far as its JSON report knows. */
export interface TestRun {
  readonly passed: number;
  /** Tests that failed, and files that could not be loaded. */
  readonly failed: number;
  /** One text each of these: file and full name, then the first line of the error. */
  readonly failures: readonly string[];
  /** Paths of the files that these are in. */
  readonly failedFiles: readonly string[];
}

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly FileResult[];
}

interface FileResult {
  /** The file's path. */
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages?: readonly string[];
  }[];
}

/** Reads the report that Vitest's `json` reporter wrote; paths are relative to `root`. Without a report nothing ran. */
export function readTestReport(file: string, root: string): TestRun {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return { passed: 0, failed: 0, failures: [], failedFiles: [] };
  }
  const failures = report.testResults.flatMap((result) => failuresOf(result, relative(root, result.name)));
  const failedFiles = report.testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name }) => relative(root, name));
  return { passed: report.numPassedTests, failed: failures.length, failures, failedFiles };
}

function failuresOf(result: FileResult, path: string): string[] {
  const failed = result.assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages = [] }) => `${path}: ${fullName}\n  ${firstLine(failureMessages[0])}`);
  // a file that failed with no test of its own failed while it was loaded, or in a hook around its tests
  if (result.status !== 'failed' || failed.length > 0) return failed;
  const what = result.assertionResults.length === 0 ? 'could not be loaded' : 'failed outside its tests';
  return [`${path}: ${what}\n  ${firstLine(result.message)}`];
}

/** The first line that says something: what is only an error's name and a colon does not. */
function firstLine(message = ''): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.trim());
  return lines.find((line) => line !== '' && !/^\w+:$/.test(line)) ?? 'without a message';
}
