import { columns } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { optional, text } from '../db/fields.ts';
import type { SchoolBrand } from './brand.ts';
import { inScope, type SchoolScope, schoolsIn } from './scope.ts';

/** A school's brand, of a statement that selects from `schools`. */
export const BRAND = {
  logoHash: optional(text('logo_hash')),
  colour: optional(text('brand_colour')),
  contact: optional(text('payer_contact')),
};

const SCHOOL_BRAND = columns<SchoolBrand>()(BRAND);

export async function findBrand(q: Queryable, schoolId: string): Promise<SchoolBrand | undefined> {
  return SCHOOL_BRAND.one(q, {
    name: 'find-brand',
    text: `select ${SCHOOL_BRAND.selected} from schools where school_id = $1`,
    values: [schoolId],
  });
}

const NAMED_BRAND = columns<SchoolBrand & { readonly name: string }>()({ ...BRAND, name: text('name') });

/** The name and brand of the one school that there is; undefined where there are several, or none. */
export async function findOnlySchool(
  q: Queryable,
): Promise<(SchoolBrand & { readonly name: string }) | undefined> {
  const [school, ...others] = await NAMED_BRAND.all(q, {
    name: 'find-only-school',
    text: `select ${NAMED_BRAND.selected} from schools limit 2`,
    values: [],
  });
  return others.length === 0 ? school : undefined;
}

/**
 * Answers the brand as it is then; undefined when there is no such school in the scope.
 * @param set.keepsLogo the logo stays, whichever it is
 */
export function updateBrand(
  q: Queryable,
  scope: SchoolScope,
  schoolId: string,
  { logoHash, colour, contact, keepsLogo }: SchoolBrand & { readonly keepsLogo: boolean },
): Promise<SchoolBrand | undefined> {
  return SCHOOL_BRAND.one(q, {
    name: 'update-brand',
    text: `update schools set logo_hash = case when $6 then logo_hash else $3 end, brand_colour = $4, payer_contact = $5
            where school_id = $2 and ${inScope('school_id', '$1')} returning ${SCHOOL_BRAND.selected}`,
    values: [schoolsIn(scope), schoolId, logoHash ?? null, colour ?? null, contact ?? null, keepsLogo],
  });
}

/** Keeps a logo under its hash; one that is there already stays. */
export async function insertLogo(q: Queryable, logoHash: string, png: Buffer, now: Date): Promise<void> {
  await q.query({
    name: 'insert-logo',
    text: 'insert into school_logos (logo_hash, png, created_at) values ($1, $2, $3) on conflict do nothing',
    values: [logoHash, png, now],
  });
}

export async function findLogo(q: Queryable, logoHash: string): Promise<Buffer | undefined> {
  const [row] = await q.query<{ png: Buffer }>({
    name: 'find-logo',
    text: 'select png from school_logos where logo_hash = $1',
    values: [logoHash],
  });
  return row?.png;
}
