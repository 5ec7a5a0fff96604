/** What a sheet is made of. The grid draws and moves; the content knows the business. */
import type { DataType } from "@revolist/revogrid";

export type ColumnKind = "text" | "money" | "percent" | "quantity" | "price" | "reason" | "difference";

export interface SheetColumn {
  readonly key: string;
  readonly label: string;
  readonly kind: ColumnKind;
  readonly width: number;
  readonly editable?: boolean;
  readonly frozen?: boolean;
  /** Takes the width that is left over; by default the first text column but the item. */
  readonly grow?: boolean;
  readonly note?: string | null;
}

/** A `fixed` row looks like a line and is none: nothing is pasted into it. */
export type RowKind = "line" | "fixed" | "group" | "total";

/** The grid library wants plain records, hence the base type; ours never read it by key. */
export interface SheetRow extends DataType {
  readonly id: string;
  readonly kind: RowKind;
  readonly rowClass: string;
}

export interface CellLook {
  readonly text: string;
  /** Drawn as a box that can be typed into. */
  readonly box?: boolean;
  readonly classes?: readonly string[];
  readonly icon?: "open" | "closed" | "choose" | "flag";
  readonly title?: string;
  readonly invalid?: boolean;
  /** How much hangs on a line, told behind its text. */
  readonly marks?: { readonly comments: number; readonly files: number; readonly href?: string | undefined };
}

export interface CellChange<R> {
  readonly row: R;
  readonly column: SheetColumn;
  readonly text: string;
}

export type ChangeCause = "type" | "paste" | "clear" | "fill";

export interface SheetContent<R extends SheetRow> {
  readonly columns: readonly SheetColumn[];
  look(row: R, column: SheetColumn): CellLook;
  /** The text with which the editor opens. */
  draft(row: R, column: SheetColumn): string;
  canEdit(row: R, column: SheetColumn): boolean;
  write(changes: readonly CellChange<R>[], cause: ChangeCause): void;
  /** Enter, F2, a click or typing on a cell that is not typed into; true when something opened. */
  open(row: R, column: SheetColumn, cause: "key" | "click"): boolean;
  /** Why this cell was refused, if it was. */
  message(row: R, column: SheetColumn): string | null;
  /** Sheets that grow make room for pasted rows. */
  makeRoom?(rows: number, after?: R): void;
  /** Whether nothing stands in a line yet: rows pasted there come in, and cover no other line. */
  isFree?(row: R): boolean;
  /** What a cell is called where it is typed into; else its column. */
  named?(row: R, column: SheetColumn): string;
  /** Leads to the page of a row, where it has one. */
  visit?(row: R): void;
  /** A column was made wider or narrower. */
  resized?(key: string, width: number): void;
  undo(): void;
  redo(): void;
}

export interface CellAt {
  readonly row: number;
  readonly col: number;
}

export interface Block {
  readonly row: number;
  readonly col: number;
  readonly endRow: number;
  readonly endCol: number;
}

export function isFigure(kind: ColumnKind): kind is Exclude<ColumnKind, "text" | "reason"> {
  return kind !== "text" && kind !== "reason";
}
