/** How a school looks to its payers, and where it is asked; each part only where the school has given one. */
export interface SchoolBrand {
  /** Under which its logo is kept, a PNG. */
  readonly logoHash: string | undefined;
  /** As `#0f57b8`; what is drawn with it is readable (`contract/src/design/brand-colour.ts`). */
  readonly colour: string | undefined;
  /** Where payers ask, such as an office with its telephone. */
  readonly contact: string | undefined;
}

/** Where a logo is, at this server. */
export const LOGO_PATH = '/school-logos/:file';
export function logoPath(logoHash: string): string {
  return LOGO_PATH.replace(':file', `${logoHash}.png`);
}
