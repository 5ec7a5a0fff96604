/**
 * What people type into figure cells, and how figures are shown. Typed figures are read by the
 * rules of `parse_figure` in `projects/formats.py`, numbered there, and both are tested against
 * `tests/projects/figures.json`, so that a preview is never another figure than the server's.
 */
import { decimal, negated, plain, plus, rounded, shortest, split, times, type Decimal } from "./decimals";

export type Parsed =
  | { readonly kind: "blank" }
  | { readonly kind: "figure"; readonly value: Decimal; readonly percent: boolean }
  | { readonly kind: "refused"; readonly reason: "not_a_figure" | "too_many_digits"; readonly message: string };

const NOT_A_FIGURE: Parsed = {
  kind: "refused",
  reason: "not_a_figure",
  message: "This is not a figure. Type an amount such as 1,234.56, a percentage such as 45%, or a sum such as =1200+340.",
};
const TOO_MANY_DIGITS: Parsed = {
  kind: "refused",
  reason: "too_many_digits",
  message: "This figure is too long. At most 16 digits may stand before the decimal mark and 8 after it.",
};

const LONGEST_TEXT = 200;
const MOST_WHOLE_DIGITS = 16;
const MOST_DECIMALS = 8;
const DASHES = /[\u2212\u2010-\u2013\ufe63\uff0d]/g;
const CURRENCY = "(?:[A-Z]{1,2}\\$|[$£€¥₹])";
const BRACKETED = new RegExp(`^(${CURRENCY})?\\s*\\(\\s*(${CURRENCY})?\\s*([^()]*?)\\s*(%)?\\s*\\)\\s*(%)?$`);
const SIGNED = new RegExp(`^([-+])?\\s*(${CURRENCY})?\\s*([-+])?\\s*(.*?)\\s*(-)?\\s*(%)?$`);

/** The decimal mark of a locale: a point or a comma. */
export function decimalMark(locale: string): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(1.5);
  return parts.find((part) => part.type === "decimal")?.value ?? ".";
}

const marks = new Map<string, string>();

function markOf(locale: string): string {
  const known = marks.get(locale) ?? decimalMark(locale);
  marks.set(locale, known);
  return known;
}

export function parseFigure(text: string, locale: string): Parsed {
  const dashed = text.trim().replace(DASHES, "-");
  if (dashed === "" || dashed === "-" || dashed === "\u2014") return { kind: "blank" };
  if (dashed.length > LONGEST_TEXT) return NOT_A_FIGURE;
  const mark = markOf(locale);
  if (dashed.startsWith("=")) return parseSum(dashed.slice(1), mark);
  return parseMarked(dashed, mark);
}

/** Rules 4 and 5: brackets, signs, currency and percent around one number. */
function parseMarked(text: string, mark: string): Parsed {
  const inside = BRACKETED.exec(text);
  if (inside) {
    const [, before, after, body, percent, percentBehind] = inside;
    if ((before && after) || (percent && percentBehind)) return NOT_A_FIGURE;
    return figureOf(body ?? "", mark, { negative: true, currency: before ?? after, percent: percent ?? percentBehind });
  }
  const found = SIGNED.exec(text);
  if (!found) return NOT_A_FIGURE;
  const [, first, currency, second, body, behind, percent] = found;
  const signs = [first, second, behind].filter((one) => one !== undefined);
  if (signs.length > 1 || (second && !currency)) return NOT_A_FIGURE;
  return figureOf(body ?? "", mark, { negative: signs[0] === "-", currency, percent });
}

function figureOf(
  body: string,
  mark: string,
  marked: { negative: boolean; currency: string | undefined; percent: string | undefined },
): Parsed {
  if (marked.currency && marked.percent) return NOT_A_FIGURE;
  const value = plainNumber(body, mark);
  if (value === null) return NOT_A_FIGURE;
  if (tooLong(value)) return TOO_MANY_DIGITS;
  const percent = marked.percent !== undefined;
  return { kind: "figure", value: marked.negative ? negated(value) : value, percent };
}

/** Rules 6 and 7: one number, its groups parted by one and the same mark. */
function plainNumber(text: string, mark: string): Decimal | null {
  const cut = text.indexOf(mark);
  const whole = cut < 0 ? text : text.slice(0, cut);
  const part = cut < 0 ? "" : text.slice(cut + 1);
  if (!/^[0-9]*$/.test(part)) return null;
  const digits = ungrouped(whole, mark);
  return digits === null ? null : decimal(`${digits}.${part}`);
}

function ungrouped(whole: string, mark: string): string | null {
  if (/^[0-9]*$/.test(whole)) return whole;
  const parted = /[^0-9]/.exec(whole)?.[0] ?? "";
  const allowed = /^\s$/.test(parted) || parted === "'" || parted === "\u2019" || parted === (mark === "," ? "." : ",");
  const groups = whole.split(parted);
  const last = groups.length - 1;
  const right = groups.every((group, index) => groupFits(group, index, last));
  return allowed && right ? groups.join("") : null;
}

function groupFits(group: string, index: number, last: number): boolean {
  if (index === last) return /^[0-9]{3}$/.test(group);
  return index === 0 ? /^[0-9]{1,3}$/.test(group) : /^[0-9]{2,3}$/.test(group);
}

function tooLong(value: Decimal): boolean {
  const { whole, part } = split(value);
  return whole.replace(/^0+/, "").length > MOST_WHOLE_DIGITS || part.length > MOST_DECIMALS;
}

const SUM_PART = /^\s*([-+])?\s*([^-+*\u00d7]+?)\s*(?:([-+*\u00d7])|$)/;

/** Rule 3: plain numbers with plus, minus and times, products before sums. */
function parseSum(text: string, mark: string): Parsed {
  let rest = text;
  let total: Decimal = { digits: 0n, scale: 0 };
  let product: Decimal | null = null;
  for (let joined: string | undefined = "+"; joined !== undefined; ) {
    const found = SUM_PART.exec(rest);
    const number = found && plainNumber(found[2] ?? "", mark);
    if (!found || !number) return NOT_A_FIGURE;
    if (tooLong(number)) return TOO_MANY_DIGITS;
    const value = found[1] === "-" ? negated(number) : number;
    if (joined === "+" || joined === "-") {
      total = product === null ? total : plus(total, product);
      product = joined === "-" ? negated(value) : value;
    } else {
      product = times(product ?? value, value);
    }
    rest = rest.slice(found[0].length);
    joined = found[3];
  }
  const result = trimmed(product === null ? total : plus(total, product));
  return tooLong(result) ? TOO_MANY_DIGITS : { kind: "figure", value: result, percent: false };
}

function trimmed(value: Decimal): Decimal {
  return decimal(shortest(value)) ?? value;
}

export type FigureKind = "money" | "percent" | "quantity" | "price" | "difference";

const PLACES: Record<FigureKind, readonly [least: number, most: number]> = {
  money: [2, 2],
  difference: [2, 2],
  percent: [1, 1],
  quantity: [0, 3],
  price: [4, 4],
};

export const DASH = "\u2013";
const TRUE_MINUS = "\u2212";
const MOST_DECIMALS_OF_PERCENT = 2;

/** Prints figures for one locale. A figure we do not know is a dash, never a zero. */
export class FigurePrinter {
  private readonly whole: Intl.NumberFormat;
  private readonly point: string;

  constructor(locale: string) {
    this.whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, useGrouping: true });
    this.point = decimalMark(locale);
  }

  /** `exact` keeps a second decimal of a percentage that somebody may have typed. */
  show(canonical: string | null | undefined, kind: FigureKind, exact = false): string {
    if (canonical === null || canonical === undefined || canonical === "") return DASH;
    const value = decimal(canonical);
    if (value === null) return canonical;
    const [least, most] = PLACES[kind];
    const places = exact && kind === "percent" ? MOST_DECIMALS_OF_PERCENT : most;
    const { negative, whole, part } = split(rounded(value, places));
    const zeros = part.slice(least).replace(/0+$/, "");
    const decimals = part.slice(0, least) + zeros;
    const nothing = /^0*$/.test(whole + part);
    const body = this.whole.format(BigInt(whole)) + (decimals === "" ? "" : this.point + decimals);
    return (negative && !nothing ? TRUE_MINUS : "") + body + (kind === "percent" ? "%" : "");
  }
}

/** What the editor opens with and what a spreadsheet can take: ungrouped. */
export function editable(canonical: string | null | undefined, kind: FigureKind, locale: string): string {
  if (canonical === null || canonical === undefined || canonical === "") return "";
  const value = decimal(canonical);
  if (value === null) return canonical;
  return ungroupedText(value, kind).replace(".", markOf(locale));
}

function ungroupedText(value: Decimal, kind: FigureKind): string {
  if (kind === "percent") return `${shortest(rounded(value, 6))}%`;
  return kind === "money" || kind === "difference" ? plain(rounded(value, 2)) : shortest(value);
}
