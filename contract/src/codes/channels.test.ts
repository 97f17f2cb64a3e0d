import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';
import { CHANNELS } from './channels.ts';

/**
 * Where code names a channel, and why. Whatever else wants to know something of a channel reads its row in the table, so
 * that a new channel is heard of there too (docs/adding-a-channel.md).
 */
const NAMED: Readonly<Record<string, string>> = {
  // lists with one entry a channel
  'contract/src/codes/channels.ts': 'the table',
  'contract/src/channels/account-forms.ts': 'a list',
  'contract/src/channels/payer-uids.ts': 'a list',
  'protocol/src/pay-type.ts': 'the numbers on the wire; a test holds them equal to the table',
  'server/src/channels/create-channels.ts': 'a list',
  'server/src/channels/read-bill.ts': 'a list',
  'server/src/sandbox/seed.ts': 'a list',
  'sandbox/src/emulators.ts': 'a list',
  'sandbox/src/store.ts': 'tables of the emulators that there were before they brought their own',
  'cashier/src/wallets.ts': 'a list',
  // something else that has the name in it
  'cashier/src/texts.ts': 'advice to send a link to oneself in WeChat, which is a messenger',
  'console/src/pages/schools/school-words.ts':
    'links of campus cards (2.7) are of a form that Alipay gave them',
  'contract/src/words/changes.ts': 'the same',
  'sdk/src/reasons.ts': 'the same',
  'sdk/src/cli/commands/order.ts': 'help that says which number on the wire is which',
  'server/src/directory/{card-link,set-card-link}.ts': 'the same',
  'server/src/sandbox/{campus-cards,people}.ts': 'the emulated school, some of whose people pay by each',
  'server/src/apis/cashier/device.ts': 'user agents of wallets on desktops, where nobody pays in them',
  'server/src/apps/guessable.ts': 'words that people make secrets of',
  'server/src/consents/texts.ts': 'a text that payers agreed to: a new one is a new version',
  'sandbox/src/journal.ts': 'a header of requests',
  'sandbox/src/phone/words.ts': 'what can be pasted as a code',
};

/** A channel's own: its adapter, its emulator, its row and form, its wallet's bridge, its seed. */
const OWN = CHANNELS.flatMap((channel) => [
  `server/src/channels/${channel}/`,
  `sandbox/src/${channel}/`,
  `contract/src/channels/${channel}`,
  `cashier/src/${channel}-bridge.ts`,
  `server/src/sandbox/${channel}-merchant.ts`,
]);

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SOURCES = '{protocol,contract,server,console,cashier,sandbox,sdk,demo}/src/**/*.{ts,tsx}';
const NAMES = new RegExp(CHANNELS.join('|'), 'i');
const COMPARED = new RegExp(`[!=]==? ['"\`](?:${CHANNELS.join('|')})['"\`]|case '(?:${CHANNELS.join('|')})'`);

const code = globSync(SOURCES, { cwd: ROOT })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => ({
    file: file.replaceAll(sep, '/'),
    // comments may cite a channel as the source of a rule
    text: readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''),
  }));
const places = Object.keys(NAMED).flatMap((place) => {
  const [, before = '', choices = '', after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(place) ?? [];
  return choices === '' ? [place] : choices.split(',').map((choice) => before + choice + after);
});

test('code names a channel only where the list says why', () => {
  const named = code.filter(({ text }) => NAMES.test(text)).map(({ file }) => file);
  expect(named.filter((file) => ![...OWN, ...places].some((place) => file.startsWith(place)))).toEqual([]);
  expect(places.filter((place) => !named.some((file) => file.startsWith(place)))).toEqual([]);
});

test('nothing outside the adapters compares with the name of one channel', () => {
  const comparing = code.filter(({ text }) => COMPARED.test(text)).map(({ file }) => file);
  expect(comparing.filter((file) => !OWN.some((place) => file.startsWith(place)))).toEqual([]);
  expect(comparing).not.toEqual([]);
});
