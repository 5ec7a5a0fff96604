/**
 * Exact decimal arithmetic on figures that arrive as text. Money never passes through a
 * binary float: a figure is a whole number and how many of its digits are decimals.
 */

export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const PLAIN = /^([+-])?(\d*)(?:\.(\d*))?$/;
const QUOTIENT_SCALE = 12;

export function decimal(text: string): Decimal | null {
  const match = PLAIN.exec(text);
  if (!match) return null;
  const whole = match[2] ?? "";
  const part = match[3] ?? "";
  if (whole + part === "") return null;
  const digits = BigInt(whole + part);
  return { digits: match[1] === "-" ? -digits : digits, scale: part.length };
}

function raised(value: Decimal, scale: number): bigint {
  return value.digits * 10n ** BigInt(scale - value.scale);
}

export function plus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: raised(a, scale) + raised(b, scale), scale };
}

export function negated(value: Decimal): Decimal {
  return { digits: -value.digits, scale: value.scale };
}

export function minus(a: Decimal, b: Decimal): Decimal {
  return plus(a, negated(b));
}

export function times(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** The quotient to twelve decimals, or null for a division by zero. */
export function over(a: Decimal, b: Decimal): Decimal | null {
  if (b.digits === 0n) return null;
  const scale = Math.max(a.scale, b.scale);
  const top = raised(a, scale) * 10n ** BigInt(QUOTIENT_SCALE);
  return { digits: halfUp(top, raised(b, scale)), scale: QUOTIENT_SCALE };
}

function halfUp(top: bigint, bottom: bigint): bigint {
  const negative = top < 0n !== bottom < 0n;
  const t = top < 0n ? -top : top;
  const b = bottom < 0n ? -bottom : bottom;
  const rounded = (2n * t + b) / (2n * b);
  return negative ? -rounded : rounded;
}

/** Rounded half away from zero, as everywhere in the product. */
export function rounded(value: Decimal, places: number): Decimal {
  if (value.scale <= places) return { digits: raised(value, places), scale: places };
  const divisor = 10n ** BigInt(value.scale - places);
  return { digits: halfUp(value.digits, divisor), scale: places };
}

export function sign(value: Decimal): -1 | 0 | 1 {
  return value.digits < 0n ? -1 : value.digits > 0n ? 1 : 0;
}

export function same(a: Decimal, b: Decimal): boolean {
  return minus(a, b).digits === 0n;
}

/** Whole digits, decimals and sign apart, for printing. */
export function split(value: Decimal): { negative: boolean; whole: string; part: string } {
  const negative = value.digits < 0n;
  const text = (negative ? -value.digits : value.digits).toString().padStart(value.scale + 1, "0");
  const cut = text.length - value.scale;
  return { negative, whole: text.slice(0, cut), part: text.slice(cut) };
}

/** Plain text with a point and no grouping: what the server and the other cells are given. */
export function plain(value: Decimal): string {
  const { negative, whole, part } = split(value);
  return (negative ? "-" : "") + whole + (part === "" ? "" : `.${part}`);
}

/** As plain, without the zeros that say nothing. */
export function shortest(value: Decimal): string {
  const text = plain(value);
  const short = text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
  return short === "-0" ? "0" : short;
}
