/**
 * The design's values, from which console, cashier, documents and documentation take theirs (docs/design.md). As custom
 * properties they are in `tokens.css`, which `node scripts/design.ts` writes from here.
 */

/** A colour by what it is for. Texts on what they stand on have 4.5 : 1 at least (WCAG AA; `tokens.test.ts`). */
export type Colours = Readonly<Record<keyof typeof LIGHT, string>>;

/** `…Ground` lies behind a text of the same name; `…Ink` stands on a surface of it. */
export const LIGHT = {
  ink: '#17212f',
  /** Of what explains or labels. */
  soft: '#556172',
  line: '#e2e7ee',
  /** Around what can be filled in. */
  edge: '#c3ccd8',
  /** Behind everything. */
  ground: '#f1f4f8',
  /** Of what lies on the ground, and floats above it. */
  card: '#ffffff',
  raised: '#ffffff',
  tint: '#f6f8fb',
  accent: '#0f57b8',
  accentHover: '#0b428c',
  accentInk: '#ffffff',
  accentGround: '#e8f1fc',
  good: '#067a45',
  goodGround: '#e4f6ec',
  warn: '#8a4b00',
  warnGround: '#fff1cc',
  warnInk: '#664200',
  bad: '#b3261e',
  badHover: '#8c1a14',
  badGround: '#fdeceb',
  still: '#5f6b7a',
  stillGround: '#eaeef3',
  /** Where the money is not real, and where it is. */
  sandbox: '#b45309',
  live: '#b3261e',
  /** Of charts: what comes in, what goes back. */
  series: '#2468c9',
  seriesBack: '#c2620a',
} as const;

export const DARK: Colours = {
  ink: '#e6ebf2',
  soft: '#a7b2c1',
  line: '#2e3947',
  edge: '#475567',
  ground: '#10161e',
  card: '#19212b',
  raised: '#222c38',
  tint: '#1e2732',
  accent: '#7db8f5',
  accentHover: '#a6cffa',
  accentInk: '#0d1a29',
  accentGround: '#17304b',
  good: '#3ecf86',
  goodGround: '#12331f',
  warn: '#f5b94a',
  warnGround: '#3d3110',
  warnInk: '#ffdf94',
  bad: '#ff8a80',
  badHover: '#ffb0a9',
  badGround: '#43201f',
  still: '#a3afbe',
  stillGround: '#2a3440',
  sandbox: '#b45309',
  live: '#b3261e',
  series: '#5b9cf0',
  seriesBack: '#e8954a',
};

/** In px. */
export const SPACES = { 1: 4, 2: 8, 3: 12, 4: 16, 5: 24, 6: 32 } as const;
/** In px: of fields and buttons, of cards, of what floats. */
export const RADII = { 1: 6, 2: 10, 3: 16 } as const;
/** In px: labels, notes, text, heads of parts, titles, what decides. */
export const SIZES = { label: 12, note: 13, text: 14, part: 16, title: 22, hero: 28 } as const;

/** What lies on the ground, and what floats above the page. */
export const SHADES = {
  light: {
    shade: '0 1px 2px rgba(23, 33, 47, 0.05)',
    shadeRaised: '0 1px 2px rgba(23, 33, 47, 0.05), 0 12px 32px rgba(23, 33, 47, 0.08)',
  },
  dark: { shade: 'none', shadeRaised: '0 12px 32px rgba(0, 0, 0, 0.45)' },
} as const;

/**
 * A Chinese face whose own Latin letters and figures are used; of Apple's devices the system's, which has both. Without
 * one of these a browser draws figures of Arial beside Chinese.
 */
const CHINESE = [
  '"PingFang SC"',
  '"HarmonyOS Sans SC"',
  'MiSans',
  '"Microsoft YaHei UI"',
  '"Microsoft YaHei"',
  '"Noto Sans CJK SC"',
  '"Source Han Sans SC"',
  '"Noto Sans SC"',
];

/** Stacks of faces. */
export const FACES = {
  zh: ['-apple-system', ...CHINESE, 'sans-serif'].join(', '),
  /** Chinese faces draw the quotes and apostrophes of English as wide as a character. */
  en: [
    '-apple-system',
    '"Segoe UI"',
    'Roboto',
    '"Noto Sans"',
    '"Liberation Sans"',
    'Arial',
    ...CHINESE,
    'sans-serif',
  ].join(', '),
  mono: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", monospace',
} as const;
