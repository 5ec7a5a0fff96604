/** What the cells of the schedule editor show, and what may be typed into them. */
import { plain } from "./decimals";
import { DASH, FigurePrinter } from "./figures";
import { counted } from "./sentences";
import type { EditorRow, EditorRows } from "./editor-rows";
import type { EditorView } from "./editor-view";
import { isFigure, type CellChange, type CellLook, type ChangeCause, type SheetColumn, type SheetContent } from "./sheet-types";

export interface EditorActs {
  typed(changes: readonly CellChange<EditorRow>[], cause: ChangeCause): void;
  fold(group: EditorRow): void;
  makeRoom(rows: number, after?: EditorRow): void;
  undo(): void;
  redo(): void;
}

export class EditorContent implements SheetContent<EditorRow> {
  private readonly printer: FigurePrinter;

  constructor(
    readonly columns: readonly SheetColumn[],
    locale: string,
    private readonly rows: EditorRows,
    private readonly view: EditorView,
    private readonly acts: EditorActs,
  ) {
    this.printer = new FigurePrinter(locale);
  }

  look(row: EditorRow, column: SheetColumn): CellLook {
    if (row.kind === "total") return this.totalLook(column);
    if (row.kind === "group") return this.groupLook(row, column);
    if (column.key === "billed") return { text: row.billed === "" ? DASH : this.printer.show(row.billed, "money"), classes: ["ls-quiet"] };
    const text = this.shown(row, column);
    const refused = row.refusals.get(column.key);
    if (refused) return { text, classes: ["ls-refused"], invalid: true, title: refused.message };
    const fault = row.kind === "line" ? this.rows.faultsOf(row).get(column.key) : undefined;
    if (fault) return { text, classes: [row.cells[column.key] ? "ls-refused" : "ls-missing"], invalid: true, title: fault };
    return row.kind === "fixed" ? { text, classes: ["ls-quiet"] } : { text };
  }

  private shown(row: EditorRow, column: SheetColumn): string {
    const text = row.cells[column.key] ?? "";
    if (!isFigure(column.kind) || column.kind === "percent" || text === "") return text;
    const value = column.key === "scheduled_value" ? row.value : this.rows.figure(row, column.key);
    return value ? this.printer.show(plain(value), column.kind) : text;
  }

  private groupLook(row: EditorRow, column: SheetColumn): CellLook {
    if (column.key === "item") return { text: "", icon: this.view.folded.has(row.id) ? "closed" : "open" };
    if (column.key === "scheduled_value") return { text: this.printer.show(row.cells[column.key], "money") };
    return { text: column.key === "description" ? (row.cells["description"] ?? "") : "" };
  }

  private totalLook(column: SheetColumn): CellLook {
    if (column.key === "description") {
      const count = this.rows.own.length - 1;
      return { text: `Total of ${counted(Math.max(0, count), "line")}` };
    }
    return { text: column.key === "scheduled_value" ? this.printer.show(plain(this.rows.sum), "money") : "" };
  }

  draft(row: EditorRow, column: SheetColumn): string {
    return column.key === "billed" ? row.billed : (row.cells[column.key] ?? "");
  }

  canEdit(row: EditorRow, column: SheetColumn): boolean {
    return row.kind === "line" && column.editable === true;
  }

  write(changes: readonly CellChange<EditorRow>[], cause: ChangeCause): void {
    this.acts.typed(changes, cause);
  }

  open(row: EditorRow): boolean {
    if (row.kind !== "group") return false;
    this.acts.fold(row);
    return true;
  }

  message(row: EditorRow, column: SheetColumn): string | null {
    return this.rows.message(row, column.key);
  }

  makeRoom(rows: number, after?: EditorRow): void {
    this.acts.makeRoom(rows, after);
  }

  isFree(row: EditorRow): boolean {
    return row.line === null && this.rows.isBlank(row);
  }

  undo(): void {
    this.acts.undo();
  }

  redo(): void {
    this.acts.redo();
  }
}
