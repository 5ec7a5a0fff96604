/**
 * What a block pasted into a claim says of each line. Amount, percentage and quantity of work are
 * ways of entering one figure, so a block that has several of them for a line enters it once: the
 * amount or quantity before the percentage, which is printed rounded, and any of them before a
 * blank cell beside it.
 */
import type { CellChange, SheetColumn, SheetRow } from "./sheet-types";

const OF_THEIR_OWN = /(materials_stored|retention_adjustment|retention_released)$/;

export function enteredOnce<R extends SheetRow>(changes: readonly CellChange<R>[]): CellChange<R>[] {
  const chosen = new Map<R, Map<string, CellChange<R>>>();
  for (const change of changes) {
    const entries = chosen.get(change.row) ?? new Map<string, CellChange<R>>();
    const entry = entryOf(change.column);
    const other = entries.get(entry);
    if (!other || says(change) > says(other)) entries.set(entry, change);
    chosen.set(change.row, entries);
  }
  return changes.filter((change) => chosen.get(change.row)?.get(entryOf(change.column)) === change);
}

function entryOf({ key, kind }: SheetColumn): string {
  const isFigure = kind === "money" || kind === "percent" || kind === "quantity";
  return isFigure && !OF_THEIR_OWN.test(key) ? "work" : key;
}

function says<R>({ column, text }: CellChange<R>): number {
  if (text.trim() === "") return 0;
  return column.kind === "percent" ? 1 : 2;
}
