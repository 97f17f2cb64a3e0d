import { access, constants, lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, fault, ok, warning } from './finding.ts';

export interface FilesToCheck {
  readonly dataDir: string;
  /** The file that the settings were read from, if there is one. */
  readonly envFile: string | undefined;
  readonly isProduction: boolean;
}

const OTHERS = 0o077;
/** PostgreSQL runs as another account than root, which must get through root's folder. */
const OTHERS_OF_ROOT = 0o066;
/** PostgreSQL keeps its own folder. */
const POSTGRES = /^postgres(\.|$)/;

/** The data folder and the settings: there, ours to write, and closed to others of this machine. */
export async function checkFiles({ dataDir, envFile, isProduction }: FilesToCheck): Promise<Finding[]> {
  const found: Finding[] = [...(await checkDataDir(dataDir))];
  if (envFile !== undefined && (await isOpen(envFile, OTHERS))) {
    found.push(
      warning(
        'files.env',
        {
          zh: `${envFile} 可以被本机其他用户读取，其中有密钥。`,
          en: `Other users of this machine can read ${envFile}, which has keys.`,
        },
        { zh: `执行 chmod 600 ${envFile}。`, en: `Run chmod 600 ${envFile}.` },
      ),
    );
  }
  if (isProduction && process.getuid?.() === 0) {
    found.push(
      warning(
        'files.root',
        {
          zh: '正在以 root 身份运行；服务若也如此，权限过大。',
          en: 'This runs as root; a server that does so may too much.',
        },
        {
          zh: '用一个没有特权的系统用户运行服务和命令。',
          en: 'Run the server and its commands as a user without privileges.',
        },
      ),
    );
  }
  if (found.length === 0)
    found.push(
      ok('files', '数据目录和设置文件的权限正确。', 'The data folder and the settings are closed to others.'),
    );
  return [...found, ...(await checkSpace('disk.data', dataDir))];
}

async function checkDataDir(dataDir: string): Promise<Finding[]> {
  const info = await lstat(dataDir).catch(() => undefined);
  if (!info) {
    return [
      warning(
        'files.data',
        { zh: `数据目录 ${dataDir} 不存在。`, en: `There is no data folder ${dataDir}.` },
        {
          zh: '服务首次启动时会创建它；若服务已在运行，请在服务的目录下、用同样的 DATA_DIR 执行本命令。',
          en: 'The first start makes it. If the server runs already, run this in its folder, with its DATA_DIR.',
        },
      ),
    ];
  }
  const isWritable = await access(dataDir, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable) {
    return [
      fault(
        'files.data',
        { zh: `数据目录 ${dataDir} 不可写。`, en: `The data folder ${dataDir} cannot be written to.` },
        {
          zh: '把它的属主改为运行服务的用户（chown）。',
          en: 'Make the user that runs the server its owner (chown).',
        },
      ),
    ];
  }
  if (process.platform === 'win32') return [];
  const open = [
    ...((info.mode & (info.uid === 0 ? OTHERS_OF_ROOT : OTHERS)) === 0 ? [] : [dataDir]),
    ...(await openFilesIn(dataDir)),
  ];
  if (open.length === 0) return [];
  return [
    fault(
      'files.data',
      {
        zh: `本机其他用户可以访问：${open.join('、')}。其中有密钥和数据。`,
        en: `Other users of this machine can get at ${open.join(', ')}, with keys and data in it.`,
      },
      {
        zh: '重新启动服务（它会自行收紧权限），或对这些路径执行 chmod go-rwx。',
        en: 'Start the server again, which closes them, or run chmod go-rwx on them.',
      },
    ),
  ];
}

/** Files in a folder without access rights cannot be read, but the rights of the folder may change. */
async function openFilesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !POSTGRES.test(entry.name));
  const open: string[] = [];
  for (const { name } of files) if (await isOpen(join(folder, name), OTHERS)) open.push(join(folder, name));
  return open;
}

async function isOpen(path: string, others: number): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const info = await lstat(path).catch(() => undefined);
  return info !== undefined && (info.mode & others) !== 0;
}

const GIB = 1024 ** 3;
const LEAST_FREE = { warning: 5 * GIB, fault: GIB };
const LEAST_SHARE = { warning: 0.1, fault: 0.03 };

/** How much is free where a folder lies. */
export async function checkSpace(id: string, folder: string): Promise<Finding[]> {
  const space = await statfs(folder).catch(() => undefined);
  if (!space) return [];
  return [spaceFinding(id, folder, { free: space.bavail * space.bsize, all: space.blocks * space.bsize })];
}

/** Of a small disk a share must be free, of a large one some gigabytes are enough. */
export function spaceFinding(
  id: string,
  folder: string,
  { free, all }: { free: number; all: number },
): Finding {
  const share = free / all;
  const isBelow = (level: 'warning' | 'fault') => free < LEAST_FREE[level] && share < LEAST_SHARE[level];
  const figures = `${(free / GIB).toFixed(1)} GiB (${Math.floor(share * 100)} %)`;
  const message = {
    zh: `${folder} 所在磁盘剩余 ${figures}。`,
    en: `The disk of ${folder} has ${figures} left.`,
  };
  const cure = {
    zh: '清理或扩容磁盘：数据库写满后无法收款。',
    en: 'Free or add space: with a full disk nobody can pay.',
  };
  if (isBelow('fault')) return fault(id, message, cure);
  if (isBelow('warning')) return warning(id, message, cure);
  return ok(id, message.zh, message.en);
}

/** Whether this Node knows when it is which day in China. */
export function checkTimeZones(): Finding[] {
  const noon = new Date('2026-01-01T16:30:00Z');
  const formatted = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
  }).format(noon);
  if (formatted === '2026-01-02') return [ok('time_zones', '时区数据正确。', 'Time zones are known.')];
  return [
    fault(
      'time_zones',
      {
        zh: '运行环境没有正确的时区数据（Asia/Shanghai）。',
        en: 'This Node does not know the time zone Asia/Shanghai.',
      },
      {
        zh: '使用随安装提供的 Node（node_modules/.bin/node），它带有完整的时区数据。',
        en: 'Use the Node that comes with the install (node_modules/.bin/node), which has all time zones.',
      },
    ),
  ];
}
