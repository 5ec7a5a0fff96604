/** Column widths: as the page asked, with what is left over given to one column. */
import type { SheetColumn } from "./sheet-types";

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
