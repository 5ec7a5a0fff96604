/** What the cells of a schedule show while it is written. */
import { plain } from "./decimals";
import { FigurePrinter } from "./figures";
import { counted } from "./sentences";
import type { ScheduleConfig, ScheduleRow, ScheduleRows } from "./schedule-rows";
import { isFigure, type CellChange, type CellLook, type ChangeCause, type SheetColumn, type SheetContent } from "./sheet-types";

export interface ScheduleActs {
  typed(changes: readonly CellChange<ScheduleRow>[], cause: ChangeCause): void;
  makeRoom(rows: number): void;
  undo(): void;
  redo(): void;
}

export class ScheduleContent implements SheetContent<ScheduleRow> {
  private readonly printer: FigurePrinter;

  constructor(
    private readonly config: ScheduleConfig,
    private readonly rows: ScheduleRows,
    private readonly acts: ScheduleActs,
  ) {
    this.printer = new FigurePrinter(config.locale);
  }

  get columns(): readonly SheetColumn[] {
    return this.rows.columns;
  }

  look(row: ScheduleRow, column: SheetColumn): CellLook {
    if (row.kind === "total") return this.totalLook(column);
    const message = this.rows.message(row, column.key);
    if (message === null) return { text: this.shown(row, column), box: false };
    // What was refused stands as it was typed: rounded to what is printed, its fault may not show.
    const text = row.cells[column.key] ?? "";
    return { text, classes: ["ls-refused"], invalid: true, title: message };
  }

  private shown(row: ScheduleRow, column: SheetColumn): string {
    const text = row.cells[column.key] ?? "";
    if (!isFigure(column.kind) || text === "") return text;
    const value = this.rows.figure(row, column.key);
    return value ? this.printer.show(plain(value), column.kind) : text;
  }

  private totalLook(column: SheetColumn): CellLook {
    if (column.key === "description") return { text: `Total of ${counted(this.rows.lines.length, "line")}` };
    if (column.key !== "scheduled_value") return { text: "" };
    return { text: this.printer.show(plain(this.rows.sum()), "money") };
  }

  draft(row: ScheduleRow, column: SheetColumn): string {
    return row.cells[column.key] ?? "";
  }

  canEdit(row: ScheduleRow, column: SheetColumn): boolean {
    return this.config.can_edit !== false && row.kind === "line" && column.editable === true;
  }

  write(changes: readonly CellChange<ScheduleRow>[], cause: ChangeCause): void {
    this.acts.typed(changes, cause);
  }

  open(): boolean {
    return false;
  }

  message(row: ScheduleRow, column: SheetColumn): string | null {
    return this.rows.message(row, column.key);
  }

  makeRoom(rows: number): void {
    this.acts.makeRoom(rows);
  }

  undo(): void {
    this.acts.undo();
  }

  redo(): void {
    this.acts.redo();
  }
}
