/**
 * What a typed figure will mean in the other cells of its line, shown until the server's figures
 * arrive and replace it. An amount and its percentage of the scheduled value derive each other;
 * a quantity gives the amount at the unit price; sums such as the difference follow.
 */
import { decimal, minus, over, plain, plus, rounded, times, type Decimal } from "./decimals";
import type { Parsed } from "./figures";
import type { Cells, SumRule } from "./claim-types";
import type { SheetColumn } from "./sheet-types";

const BASE = "scheduled_value";
const PRICE = "unit_price";
const PERCENT = "_percent";
const QUANTITY = "_quantity";
const HUNDRED: Decimal = { digits: 100n, scale: 0 };
const MONEY_PLACES = 2;
const RATE_PLACES = 6;

export const DIFFERENCE: SumRule = { column: "difference", plus: ["assessed"], minus: ["claimed"] };

export function known(cells: Cells, key: string): Decimal | null {
  const text = cells[key];
  return text === null || text === undefined || text === "" ? null : decimal(text);
}

function written(value: Decimal | null, places: number): string | null {
  return value === null ? null : plain(rounded(value, places));
}

function amountAt(percent: Decimal, cells: Cells): Decimal | null {
  const base = known(cells, BASE);
  return base && over(times(base, percent), HUNDRED);
}

function percentOf(amount: Decimal | null, cells: Cells): Decimal | null {
  const base = known(cells, BASE);
  return amount && base && over(times(amount, HUNDRED), base);
}

/** The cells of a line after `column` was typed; unreadable text changes nothing. */
export function preview(
  cells: Cells,
  column: SheetColumn,
  parsed: Parsed,
  rules: { readonly keys: ReadonlySet<string>; readonly sums: readonly SumRule[] },
): Cells {
  if (parsed.kind === "refused") return cells;
  const next = { ...cells };
  const value = parsed.kind === "blank" ? null : parsed.value;
  const amountKey = column.key.replace(PERCENT, "").replace(QUANTITY, "");
  if (amountKey === column.key && column.kind !== "money") {
    next[column.key] = written(value, RATE_PLACES);
    return summed(next, rules);
  }
  const percentTyped = column.kind === "percent" || (parsed.kind === "figure" && parsed.percent);
  let amount = value;
  if (percentTyped && value) amount = amountAt(value, cells);
  if (column.kind === "quantity" && value && !percentTyped) amount = atUnitPrice(value, cells);
  if (column.kind === "quantity" && !percentTyped) next[column.key] = written(value, RATE_PLACES);
  next[amountKey] = written(amount, MONEY_PLACES);
  const percentKey = amountKey + PERCENT;
  const percent = percentTyped ? value : percentOf(amount, cells);
  if (rules.keys.has(percentKey)) next[percentKey] = written(percent, RATE_PLACES);
  return summed(next, rules);
}

function atUnitPrice(quantity: Decimal, cells: Cells): Decimal | null {
  const price = known(cells, PRICE);
  return price && times(quantity, price);
}

function summed(cells: Cells, rules: { readonly keys: ReadonlySet<string>; readonly sums: readonly SumRule[] }): Cells {
  for (const rule of rules.sums) {
    if (rules.keys.has(rule.column)) cells[rule.column] = written(sumOf(cells, rule), MONEY_PLACES);
  }
  return cells;
}

function sumOf(cells: Cells, rule: SumRule): Decimal | null {
  let sum: Decimal = { digits: 0n, scale: MONEY_PLACES };
  for (const key of [...rule.plus, ...rule.minus]) {
    const value = known(cells, key);
    if (value === null) return null;
    sum = rule.plus.includes(key) ? plus(sum, value) : minus(sum, value);
  }
  return sum;
}

/** Totals moved by what the previewed lines moved, with the percentages that follow from them. */
export function movedTotals(
  totals: Cells,
  columns: readonly SheetColumn[],
  lines: Iterable<{ readonly server: Cells; readonly cells: Cells }>,
): Cells {
  const next = { ...totals };
  const moving = columns.filter((column) => column.kind === "money" || column.kind === "difference");
  for (const { server, cells } of lines) {
    for (const { key } of moving) {
      const before = known(server, key);
      const after = known(cells, key);
      const total = known(next, key);
      if (server[key] === cells[key] || total === null) continue;
      const moved = minus(after ?? { digits: 0n, scale: 0 }, before ?? { digits: 0n, scale: 0 });
      next[key] = plain(plus(total, moved));
    }
  }
  for (const { key, kind } of columns) {
    const amountKey = key.replace(PERCENT, "");
    if (kind !== "percent" || next[amountKey] === totals[amountKey]) continue;
    next[key] = written(percentOf(known(next, amountKey), next), RATE_PLACES);
  }
  return next;
}
