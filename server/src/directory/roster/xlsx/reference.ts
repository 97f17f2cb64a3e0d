/** `B7` → 1; undefined for what is no reference to a cell. */
export function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/i.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  return (
    [...letters.toUpperCase()].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1
  );
}

/** `B7` → 7; undefined where no line is named. */
export function lineOf(reference: string | undefined): number | undefined {
  const digits = /[0-9]{1,7}$/.exec(reference ?? '')?.[0];
  return digits === undefined ? undefined : Number(digits);
}
