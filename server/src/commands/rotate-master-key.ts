import { type RotationStep, rotateMasterKey } from '../installation/keys/rotate-master-key.ts';
import { adoptNextMasterKey, makeNextMasterKey } from '../installation/master-key.ts';
import { type Command, print, printError } from './command.ts';
import { nameOf, OPERATOR_OPTION } from './operator-name.ts';

const STEPS: Readonly<Record<RotationStep, string>> = {
  begun:
    'The new master key is in use. The old one opens nothing in this database any more, only backups made before.',
  resumed: 'Going on with a rotation that was interrupted.',
  sealing: 'Every running process knows the new data key. Sealing anew what the old one has sealed:',
  settling: 'Waiting for what was under way, then looking once more.',
};

/** A new master key, and everything sealed anew. */
export const rotateMasterKeyCommand: Command = {
  usage: `rotate-master-key ${OPERATOR_OPTION}`,
  options: { operator: { type: 'string' } },
  async run({ vault, clock, dataDir, keys, ownerDatabase }, args) {
    const rows = new Map<string, number>();
    const { outcome, masterVersion, resealed } = await rotateMasterKey({
      db: ownerDatabase(),
      vault,
      clock,
      masterKeys: keys.masterKeys,
      operator: `shell:${nameOf(args)}`,
      ...(keys.inDataDir
        ? {
            keyFile: {
              make: () => makeNextMasterKey(dataDir),
              adopt: (masterKey) => adoptNextMasterKey(dataDir, masterKey),
            },
          }
        : {}),
      onStep: (step) => print(STEPS[step]),
      onResealed({ table, rows: done }) {
        const sum = (rows.get(table) ?? 0) + done;
        rows.set(table, sum);
        printError(`  ${table}: ${sum} rows`);
      },
    });
    if (resealed > 0 || outcome === 'rotated') print(`${resealed} rows were sealed anew.`);
    print(outcome === 'nothing' ? NOTHING : rotated(masterVersion, keys.inDataDir));
  },
};

const NOTHING =
  'MASTER_KEY is the key in use: there is nothing to rotate to. Make a new one (openssl rand -base64 32), set it as ' +
  'MASTER_KEY and the present one as MASTER_KEY_PREVIOUS, restart every server with both, and run this command again.';

function rotated(masterVersion: number, isInDataDir: boolean): string {
  const done = `The rotation is over: master key version ${masterVersion}.`;
  return isInDataDir
    ? `${done} master.key in DATA_DIR is the new one; nothing is left to do.`
    : `${done} Take MASTER_KEY_PREVIOUS out of the settings of every server, and keep the old key with the backups that were made before.`;
}
