/** Ways through a sheet, line by line: from a cell to the next that can be typed into, from a line to the next. */
import type { CellAt, SheetRow } from "./sheet-types";

interface Walked {
  readonly rows: readonly SheetRow[];
  readonly size: { readonly columns: number };
  typable(at: CellAt): boolean;
}

/** In reading order; null at the end of the sheet, where Tab leaves it. */
export function nextTypable(sheet: Walked, from: CellAt, move: "left" | "right"): CellAt | null {
  const columns = sheet.size.columns;
  const by = move === "right" ? 1 : -1;
  const last = sheet.rows.length * columns;
  for (let at = from.row * columns + from.col + by; at >= 0 && at < last; at += by) {
    const cell = { row: Math.floor(at / columns), col: at % columns };
    if (sheet.rows[cell.row]?.kind === "line" && sheet.typable(cell)) return cell;
  }
  return null;
}

export function firstTypable(sheet: Walked): CellAt {
  return nextTypable(sheet, { row: 0, col: -1 }, "right") ?? { row: 0, col: 0 };
}

/** The nearest line from a row on, over group rows. */
export function nextLine(sheet: Walked, from: number, move: "up" | "down" | "stay", col: number): CellAt | null {
  const by = move === "up" ? -1 : 1;
  for (let row = from; row >= 0 && row < sheet.rows.length; row += by) {
    if (sheet.rows[row]?.kind === "line") return { row, col };
  }
  return null;
}
