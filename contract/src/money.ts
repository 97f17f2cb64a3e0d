/** Fen as exact yuan, `-1205` as `-12.05`: digits are moved and nothing is divided. `fen` is a safe integer. */
export function yuanOf(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The same for people, with grouped thousands: `123456` is `1,234.56`. */
export function groupedYuan(fen: number): string {
  return yuanOf(fen).replaceAll(/\B(?=(\d{3})+\.)/g, ',');
}
