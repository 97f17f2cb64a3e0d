// the cashier runs in webviews of 2016, which have neither padStart nor replaceAll

/** Fen as exact yuan, `-1205` as `-12.05`: digits are moved and nothing is divided. `fen` is a safe integer. */
export function yuanOf(fen: number): string {
  const digits = `00${Math.abs(fen)}`;
  const whole = digits.slice(0, -2).replace(/^0+(?=\d)/, '');
  return `${fen < 0 ? '-' : ''}${whole}.${digits.slice(-2)}`;
}

/** The same for people, with grouped thousands: `123456` is `1,234.56`. */
export function groupedYuan(fen: number): string {
  return yuanOf(fen).replace(/\B(?=(\d{3})+\.)/g, ',');
}
