import { createHash } from 'node:crypto';
import { LOGO_MAX_BYTES } from '@zhixiao/contract/console/schools';
import type { Audited, Core } from '../core.ts';
import { SECOND_MS } from '../lib/clock.ts';
import { createJobThread, JobFailed } from '../lib/job-thread.ts';
import type { PngProblem } from '../lib/png/png-parts.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolBrand } from './brand.ts';
import { findBrand, findLogo, findOnlySchool, insertLogo, updateBrand } from './brand-store.ts';
import type { Painted, PaintingJob } from './logo-thread.ts';
import type { SchoolScope } from './scope.ts';

/** A logo is shown 32 px high, of screens with three points a pixel, and 10 mm high on paper. */
const SIDE_MAX = 640;
/** Each payer loads it once. */
const KEPT_MAX_BYTES = 64 * 1024;
const LIMITS = { timeLimitMs: 5 * SECOND_MS, heapMb: 128 };
const HASH_DIGITS = 32;

/** A brand as an operator fills it in; an empty text takes a part away. */
interface BrandInput {
  /** Undefined: the logo stays; null: it goes. */
  readonly logo: NewLogo | null | undefined;
  readonly colour: string;
  readonly contact: string;
}

interface NewLogo {
  readonly logoHash: string;
  readonly png: Buffer;
}

/** @throws Refusal school_not_found */
export async function brandOf({ db }: Pick<Core, 'db'>, schoolId: string): Promise<SchoolBrand> {
  const brand = await findBrand(db, schoolId);
  if (!brand) throw new Refusal('school_not_found', {});
  return brand;
}

/** What strangers are shown before they sign in: the brand of an installation's only school. */
export function onlySchool({ db }: Pick<Core, 'db'>): ReturnType<typeof findOnlySchool> {
  return findOnlySchool(db);
}

/** A logo's bytes; what cannot be a hash never reaches the database. */
export async function logoByHash({ db }: Pick<Core, 'db'>, hash: string): Promise<Buffer | undefined> {
  return /^[0-9a-f]{32}$/.test(hash) ? findLogo(db, hash) : undefined;
}

/** Sets a school's logo, colour and contact; answers its brand. @throws Refusal school_not_found */
export async function setBrand(
  core: Pick<Core, 'db' | 'clock'> & Audited,
  scope: SchoolScope,
  schoolId: string,
  { logo, colour, contact }: BrandInput,
): Promise<SchoolBrand> {
  const brand = {
    logoHash: logo?.logoHash,
    keepsLogo: logo === undefined,
    colour: colour.toLowerCase() || undefined,
    contact: contact.trim() || undefined,
  };
  return core.db.transaction(async (tx) => {
    if (logo) await insertLogo(tx, logo.logoHash, logo.png, core.clock.now());
    const set = await updateBrand(tx, scope, schoolId, brand);
    if (!set) throw new Refusal('school_not_found', {});
    await core.audit.record(tx);
    return set;
  });
}

/**
 * A PNG, in base64, as it is kept: painted anew on a thread with limits, so that nothing of the file but its picture stays.
 * @throws Refusal logo_unfit
 */
export async function paintedLogo(base64: string): Promise<NewLogo> {
  const file = Buffer.from(base64, 'base64');
  if (file.toString('base64') !== base64) throw unfit('not_png');
  if (file.length > LOGO_MAX_BYTES) throw unfit('too_large');
  await using thread = createJobThread<PaintingJob, Painted>(
    new URL('./logo-thread.ts', import.meta.url),
    LIMITS,
  );
  const painted = await thread.run({ file, sideMax: SIDE_MAX }).catch((error: unknown) => {
    if (error instanceof JobFailed) throw unfit('damaged');
    throw error;
  });
  if ('unfit' in painted) throw unfit(painted.unfit);
  if (painted.png.length > KEPT_MAX_BYTES) throw unfit('too_large');
  const png = Buffer.from(painted.png);
  return { png, logoHash: createHash('sha256').update(png).digest('hex').slice(0, HASH_DIGITS) };
}

function unfit(problem: PngProblem | 'too_large'): Refusal<'logo_unfit'> {
  return new Refusal('logo_unfit', { problem });
}
