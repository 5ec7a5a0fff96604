/** Column widths: as the page asked, with what is left over given to one column. */
import { isFigure, type SheetColumn } from "./sheet-types";

const FIGURE = 7.4;
const LETTER = 6.9;
const HEAD_LETTER = 6.2;
const TYPED_HEAD_LETTER = 6.7;
const PADDING = 16;
const BOX = 10;
const MARK = 18;

/** The width at which neither the head nor a text of so many characters is cut short. */
export function needed(column: SheetColumn, longest: number): number {
  const typed = column.editable === true;
  const head = column.label.length * (typed ? TYPED_HEAD_LETTER : HEAD_LETTER) + (typed ? MARK : 0) + PADDING;
  const letters = isFigure(column.kind) ? longest * FIGURE + (typed ? BOX : 0) : longest * LETTER + MARK;
  return Math.ceil(Math.max(column.width, head, letters + PADDING));
}

export function growing(columns: readonly SheetColumn[]): number {
  const named = columns.findIndex((column) => column.grow);
  if (named >= 0) return named;
  const texts = columns.flatMap((column, index) => (column.kind === "text" ? [index] : []));
  return texts[1] ?? texts[0] ?? 0;
}

export function fitWidths(columns: readonly SheetColumn[], available: number): number[] {
  const widths = columns.map((column) => column.width);
  const spare = available - widths.reduce((sum, width) => sum + width, 0);
  const index = growing(columns);
  if (spare > 0) widths[index] = (widths[index] ?? 0) + spare;
  return widths;
}
