import { BadRequestError, FrozenError, RefusedError, UnknownOutcomeError } from '../errors.ts';

/** What the command line ends with: README.md has the table, held by a test. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  badRequest: 4,
  frozen: 5,
  unknown: 6,
  untrusted: 7,
  unhealthy: 8,
} as const;

/** Ends the command with this code; the message is for the person. */
export class CommandError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof RefusedError) return EXIT.refused;
  if (error instanceof BadRequestError) return EXIT.badRequest;
  if (error instanceof FrozenError) return EXIT.frozen;
  if (error instanceof UnknownOutcomeError) return EXIT.unknown;
  // an option or a key that cannot be right
  return error instanceof TypeError ? EXIT.usage : EXIT.failed;
}
