import { CHANNELS } from '@zhixiao/contract/codes/channels';
import { unaudited } from '../audit/unaudited.ts';
import { bindPerson, unbindPayer } from '../directory/bind-person.ts';
import { findNamesakes, findPayer, findPerson } from '../directory/find-person.ts';
import { freezePerson } from '../directory/freeze-person.ts';
import type { Person } from '../directory/person.ts';
import { setCardLink } from '../directory/set-card-link.ts';
import { maskName, maskNumber } from '../lib/mask.ts';
import { auditedByShell } from './audited.ts';
import { type Command, print, UsageError } from './command.ts';
import { OPERATOR_OPTION, operatorOf, SCHOOL_OPTIONS } from './operator-name.ts';

const SEX_WORDS = ['sex unknown', 'male', 'female'];
const IDENTITY_WORDS = ['temporary', 'student', 'staff'];

export const personCommand: Command = {
  usage: `person --school ID (--user-no NO | --name NAME | --uid UID) [--reveal] ${OPERATOR_OPTION}`,
  options: {
    ...SCHOOL_OPTIONS,
    'user-no': { type: 'string' },
    name: { type: 'string' },
    uid: { type: 'string' },
    reveal: { type: 'boolean' },
  },
  async run(parts, args) {
    const inquiry = { ...operatorOf(args), action: 'find' } as const;
    const [userNo, name, uid] = ['user-no', 'name', 'uid'].map((option) => args.text(option));
    let found: (Person | undefined)[];
    if (userNo !== undefined) found = [await findPerson(parts, inquiry, userNo)];
    else if (uid !== undefined) found = [await findPayer(parts, inquiry, uid)];
    else if (name !== undefined) found = await findNamesakes(parts, inquiry, name);
    else throw new UsageError('--user-no, --name or --uid is needed');
    const people = found.filter((person) => person !== undefined);
    for (const person of people) print(lineOf(person, args.isSet('reveal')));
    if (people.length === 0) print('nobody');
  },
};

export const bindCommand: Command = {
  usage: `bind --school ID --user-no NO --channel ${CHANNELS.join('|')} --uid UID ${OPERATOR_OPTION}`,
  options: {
    ...SCHOOL_OPTIONS,
    'user-no': { type: 'string' },
    channel: { type: 'string' },
    uid: { type: 'string' },
  },
  async run(parts, args) {
    const channel = CHANNELS.find((name) => name === args.needed('channel'));
    if (!channel) throw new UsageError(`--channel is one of ${CHANNELS.join(', ')}`);
    const binding = { channel, uid: args.needed('uid') };
    print(
      `bound: ${lineOf(await bindPerson(unaudited(parts), operatorOf(args), args.needed('user-no'), binding), false)}`,
    );
  },
};

export const unbindCommand: Command = {
  usage: `unbind --school ID --uid UID ${OPERATOR_OPTION}`,
  options: { ...SCHOOL_OPTIONS, uid: { type: 'string' } },
  async run(parts, args) {
    await unbindPayer(unaudited(parts), operatorOf(args), args.needed('uid'));
    print('unbound');
  },
};

export const freezeCommand = freezing('freeze', true);
export const unfreezeCommand = freezing('unfreeze', false);

function freezing(name: string, frozen: boolean): Command {
  return {
    usage: `${name} --school ID --user-no NO ${OPERATOR_OPTION}`,
    options: { ...SCHOOL_OPTIONS, 'user-no': { type: 'string' } },
    async run(parts, args) {
      print(
        lineOf(await freezePerson(unaudited(parts), operatorOf(args), args.needed('user-no'), frozen), false),
      );
    },
  };
}

export const cardLinkCommand: Command = {
  usage: `card-link --school ID [--template LINK] [--app-ids ID,ID] ${OPERATOR_OPTION}`,
  options: {
    ...SCHOOL_OPTIONS,
    template: { type: 'string' },
    'app-ids': { type: 'string' },
  },
  async run(parts, args) {
    const change = { template: args.text('template'), appIds: args.text('app-ids')?.split(',') };
    const schoolId = args.needed('school');
    const operation = auditedByShell(parts, args, {
      action: 'school.card_link',
      subject: schoolId,
      schoolId,
      details: change,
    });
    const { template, appIds } = await setCardLink(operation, schoolId, change);
    print(`template: ${template ?? 'none'}`);
    print(`app ids:  ${appIds.join(', ')}`);
  },
};

function lineOf(person: Person, isRevealed: boolean): string {
  const name = isRevealed ? person.userName : maskName(person.userName);
  const number = isRevealed ? person.userNo : maskNumber(person.userNo);
  const words = [SEX_WORDS[person.sex], IDENTITY_WORDS[person.identityType], person.frozen ? 'frozen' : ''];
  return [number, name, ...words.filter(Boolean), person.openId].join('  ');
}
