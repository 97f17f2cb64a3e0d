import { userInfo } from 'node:os';
import type { ParseArgsOptionsConfig } from 'node:util';
import type { OperatorOf } from '../directory/bind-person.ts';
import type { NamedActor } from '../directory/person.ts';
import type { CommandArguments } from './command.ts';

export const SCHOOL_OPTIONS = {
  school: { type: 'string' },
  operator: { type: 'string' },
} satisfies ParseArgsOptionsConfig;

export const OPERATOR_OPTION = '[--operator NAME]';

/** Who is recorded as having acted: the name given, or else the user of this machine. */
export function nameOf(args: CommandArguments): string {
  return args.text('operator') ?? userInfo().username;
}

export function operatorOf(args: CommandArguments): OperatorOf & { readonly actor: NamedActor } {
  return { schoolId: args.needed('school'), actor: { kind: 'operator', name: nameOf(args) } };
}
