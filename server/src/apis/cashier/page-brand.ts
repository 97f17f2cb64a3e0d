import { createHash } from 'node:crypto';
import type { PageBrand } from '@zhixiao/contract/cashier/plain-page';
import { brandStyle } from '@zhixiao/contract/design/brand-colour';
import { logoPath, type SchoolBrand } from '../../schools/brand.ts';

/** What a page is rendered with in a school's name, and the styles that its policy allows. */
export function pageBrand(school: SchoolBrand | undefined): {
  readonly branded: { readonly brand?: PageBrand; readonly brandStyle?: string };
  readonly styles: string;
} {
  if (!school) return { branded: {}, styles: OWN };
  const { logoHash, colour, contact } = school;
  const brand = {
    ...(logoHash === undefined ? {} : { logo: logoPath(logoHash) }),
    ...(contact === undefined ? {} : { contact }),
  };
  if (colour === undefined) return { branded: { brand }, styles: OWN };
  const style = brandStyle(colour);
  const hash = createHash('sha256').update(style).digest('base64');
  return { branded: { brand, brandStyle: style }, styles: `${OWN} 'sha256-${hash}'` };
}

const OWN = "'self'";
