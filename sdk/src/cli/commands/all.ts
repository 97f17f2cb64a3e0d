import type { Command } from '../command.ts';
import { CODEC_COMMANDS } from './codec.ts';
import { DOCTOR_COMMAND } from './doctor.ts';
import { LISTEN_COMMAND } from './listen.ts';
import { LOGS_COMMAND } from './logs.ts';
import { ORDER_COMMANDS } from './order.ts';
import { PEOPLE_COMMANDS } from './people.ts';
import { TRIGGER_COMMAND } from './trigger.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  ...ORDER_COMMANDS,
  ...PEOPLE_COMMANDS,
  ...CODEC_COMMANDS,
  LISTEN_COMMAND,
  TRIGGER_COMMAND,
  LOGS_COMMAND,
  DOCTOR_COMMAND,
];
