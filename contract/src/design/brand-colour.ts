import { channelsOf, contrast } from './contrast.ts';
import { DARK, LIGHT } from './tokens.ts';

/** WCAG AA, of text. */
const LEAST = 4.5;
const STEPS = 100;

/** A school's colour as it is used: `accent` on what pages are made of, `ink` on it. */
interface BrandColours {
  readonly accent: string;
  readonly ink: string;
}

/**
 * What a school's colour, `#rrggbb`, becomes on light and dark pages: darker or lighter, of the same hue, until it is
 * read on every ground, and its ink on it, with 4.5 : 1 at least.
 */
export function brandColours(colour: string): { readonly light: BrandColours; readonly dark: BrandColours } {
  return {
    light: { accent: readable(colour, '#000000', [LIGHT.ground, LIGHT.card, LIGHT.tint]), ink: '#ffffff' },
    dark: {
      accent: readable(colour, '#ffffff', [DARK.ground, DARK.card, DARK.tint, DARK.raised]),
      ink: DARK.accentInk,
    },
  };
}

/** The style of a page in a school's colour; as a text of its own it is allowed by its hash. Of `#rrggbb` only. */
export function brandStyle(colour: string): string {
  const { light, dark } = brandColours(colour);
  const rule = ({ accent, ink }: BrandColours) =>
    `:root:root{--accent:${accent};--accent-hover:${accent};--accent-ink:${ink}}`;
  return `${rule(light)}body{border-top:4px solid var(--accent)}@media(prefers-color-scheme:dark){${rule(dark)}}`;
}

function readable(colour: string, towards: string, grounds: readonly string[]): string {
  for (let step = 0; step < STEPS; step += 1) {
    const mixed = mix(colour, towards, step / STEPS);
    if (grounds.every((ground) => contrast(mixed, ground) >= LEAST)) return mixed;
  }
  return towards;
}

function mix(colour: string, other: string, share: number): string {
  const others = channelsOf(other);
  const mixed = channelsOf(colour).map((value, at) =>
    Math.round(value + ((others[at] ?? value) - value) * share),
  );
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
