import { type Colours, DARK, FACES, LIGHT, RADII, SHADES, SIZES, SPACES } from './tokens.ts';

/**
 * The tokens as custom properties, `--accent-ground`, `--space-3`, `--size-note`. Dark are they by the system's setting,
 * unless the page says `data-theme="light"`, and with `data-theme="dark"`.
 */
export function customProperties(): string {
  const light = colours(LIGHT, SHADES.light);
  const dark = colours(DARK, SHADES.dark);
  return [
    '/* Written by `node scripts/design.ts` from tokens.ts. */',
    rule(':root', [...light, ...measures(), `--face: ${FACES.zh}`, `--mono: ${FACES.mono}`]),
    rule(':root:lang(en)', [`--face: ${FACES.en}`]),
    `@media (prefers-color-scheme: dark) {\n${indented(rule(':root:not([data-theme="light"])', dark))}\n}`,
    rule(':root[data-theme="dark"]', dark),
    '',
  ].join('\n');
}

function colours(values: Colours, shades: Readonly<Record<string, string>>): string[] {
  return Object.entries({ ...values, ...shades }).map(([name, value]) => `--${kebab(name)}: ${value}`);
}

function measures(): string[] {
  const of = (name: string, values: Readonly<Record<string, number>>) =>
    Object.entries(values).map(([step, px]) => `--${name}-${step}: ${px}px`);
  return [...of('space', SPACES), ...of('radius', RADII), ...of('size', SIZES)];
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

function rule(selector: string, declarations: readonly string[]): string {
  return `${selector} {\n${declarations.map((one) => `  ${one};`).join('\n')}\n}`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}
