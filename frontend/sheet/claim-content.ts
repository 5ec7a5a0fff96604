/** What the cells of a claim show, what may be typed into them, and what becomes of it. */
import type { ClaimLines, ClaimRow } from "./claim-lines";
import type { ClaimColumn, ClaimConfig } from "./claim-types";
import { known } from "./claim-preview";
import { rounded, same } from "./decimals";
import { DASH, editable, FigurePrinter } from "./figures";
import type { ClaimView } from "./claim-view";
import { needed } from "./widths";
import { isFigure, type CellChange, type CellLook, type ChangeCause, type SheetColumn, type SheetContent } from "./sheet-types";

export interface ClaimActs {
  typed(changes: readonly CellChange<ClaimRow>[], cause: ChangeCause): void;
  fold(group: string): void;
  openReason(row: ClaimRow): void;
  resized(key: string, width: number): void;
  undo(): void;
  redo(): void;
}

export class ClaimContent implements SheetContent<ClaimRow> {
  columns: readonly ClaimColumn[] = [];
  private readonly printer: FigurePrinter;
  private readonly compared = new Map<string, string>();

  constructor(
    private readonly config: ClaimConfig,
    private readonly lines: ClaimLines,
    private readonly folded: ReadonlySet<string>,
    private readonly acts: ClaimActs,
    private readonly view: ClaimView,
  ) {
    this.printer = new FigurePrinter(config.locale);
    this.arrange();
    for (const column of config.columns) {
      const twin = column.compare ?? column.key.replace(/^assessed/, "claimed");
      if (config.mode === "review" && twin !== column.key && lines.column(twin)) this.compared.set(column.key, twin);
    }
  }

  /** The columns as they are chosen. */
  arrange(): void {
    this.columns = this.config.columns
      .filter((column) => this.view.shows(column))
      .map((column) => ({ ...column, width: this.view.widthOf(column.key) ?? needed(column, this.longest(column)) }));
  }

  get hasExtras(): boolean {
    return this.config.columns.some(({ extra }) => extra === true);
  }

  resized(key: string, width: number): void {
    this.acts.resized(key, width);
  }

  /** No figure may be cut short, also not one that grows while the claim is assessed. */
  private longest(column: ClaimColumn): number {
    if (column.kind === "reason") return Math.max(14, ...this.config.reasons.map(({ label }) => label.length));
    if (!isFigure(column.kind)) return 0;
    if (column.kind !== "money" && column.kind !== "difference") return this.longestOf(column, column.kind);
    const texts = [this.config.totals["scheduled_value"], this.config.totals[column.key]];
    const longest = Math.max(...texts.map((text) => this.printer.show(text, "money").length));
    return column.kind === "difference" ? longest + 1 : longest;
  }

  /** The longest of a column whose figures have no sum that is longer than each of them. */
  private longestOf(column: ClaimColumn, kind: "percent" | "quantity" | "price"): number {
    let longest = "";
    for (const { cells } of this.config.lines) {
      const text = cells[column.key] ?? "";
      if (text.length > longest.length) longest = text;
    }
    return this.printer.show(longest, kind, column.editable === true).length;
  }

  look(row: ClaimRow, column: SheetColumn): CellLook {
    if (column.key === "item") return this.itemLook(row);
    if (column.key === "description") return this.descriptionLook(row);
    if (column.kind === "reason") return this.reasonLook(row);
    if (isFigure(column.kind)) return this.figureLook(row, column, column.kind);
    return { text: row.cells[column.key] ?? "" };
  }

  private itemLook(row: ClaimRow): CellLook {
    if (row.kind === "group") return { text: "", icon: this.folded.has(row.group) ? "closed" : "open" };
    return { text: row.item, classes: ["ls-quiet"] };
  }

  private descriptionLook(row: ClaimRow): CellLook {
    if (row.kind === "total") return { text: "Total" };
    const marks = row.marks ? { marks: { ...row.marks, href: this.pageOf(row) } } : {};
    if (!row.flags.has("over_billed")) return { text: row.description, title: row.description, ...marks };
    return { text: row.description, icon: "flag", classes: ["ls-over"], title: `${row.description}: more than the scheduled value.`, ...marks };
  }

  named(row: ClaimRow, column: SheetColumn): string {
    const label = this.lines.column(column.key)?.label ?? column.label;
    return row.kind === "group" ? `${label}, all lines of ${row.description}` : `${label}, ${row.item} ${row.description}`;
  }

  private pageOf(row: ClaimRow): string | undefined {
    return row.kind === "line" ? this.config.urls.line?.replace(/\/0\/$/, `/${row.line}/`) : undefined;
  }

  visit(row: ClaimRow): void {
    const page = this.pageOf(row);
    if (page) location.assign(page);
  }

  private reasonLook(row: ClaimRow): CellLook {
    if (row.kind !== "line") return { text: "" };
    if (this.lines.needsReason(row)) return { text: "Needs a reason", classes: ["ls-needs-reason"] };
    const text = row.cells["reason"] ?? "";
    if (text === "" || !this.config.can_edit || this.config.mode !== "review") return { text, title: row.reason?.text ?? "" };
    return { text, icon: "choose", title: row.reason?.text ?? "" };
  }

  private figureLook(row: ClaimRow, column: SheetColumn, kind: Exclude<SheetColumn["kind"], "text" | "reason">): CellLook {
    const box = this.canEdit(row, column);
    const typed = this.lines.typedIn(row, column.key);
    if (typed && typed.message !== null) return { text: typed.text, box, classes: ["ls-refused"], invalid: true, title: typed.message };
    if (typed && row.kind === "group") return { text: typed.text, box, classes: ["ls-waiting"] };
    const value = row.cells[column.key];
    const missing = value === null || value === undefined;
    const text = missing && row.kind !== "line" ? "" : this.printer.show(value, kind, box && row.kind === "line");
    const classes: string[] = [];
    if (kind === "difference") classes.push(this.differenceClass(value, row.kind));
    if (typed) classes.push("ls-waiting");
    if (text === DASH) classes.push("ls-unknown");
    if (box && this.differsFromTwin(row, column)) classes.push("ls-changed");
    return { text, box, classes };
  }

  private differenceClass(value: string | null | undefined, kind: ClaimRow["kind"]): string {
    if (value?.startsWith("-") && !/^-[0.]*$/.test(value)) return "ls-less";
    const nothing = !value || /^-?[0.]*$/.test(value);
    return nothing && kind === "line" ? "ls-quiet" : "ls-more";
  }

  private differsFromTwin(row: ClaimRow, column: SheetColumn): boolean {
    const twin = this.compared.get(column.key);
    if (!twin || !isFigure(column.kind)) return false;
    const [mine, theirs] = [row.cells[column.key] ?? null, row.cells[twin] ?? null];
    if (mine === theirs) return false;
    const [one, other] = [known(row.cells, column.key), known(row.cells, twin)];
    return one === null || other === null || !same(rounded(one, 2), rounded(other, 2));
  }

  draft(row: ClaimRow, column: SheetColumn): string {
    const typed = this.lines.typedIn(row, column.key);
    if (typed && typed.message !== null) return typed.text;
    if (column.key === "item") return row.item;
    if (column.key === "description") return row.description;
    if (!isFigure(column.kind)) return row.cells[column.key] ?? "";
    return editable(row.cells[column.key], column.kind, this.config.locale);
  }

  canEdit(row: ClaimRow, column: SheetColumn): boolean {
    if (!this.config.can_edit || this.config.mode === "read") return false;
    if (row.kind === "group") return this.lines.column(column.key)?.on_groups !== undefined;
    if (row.kind !== "line") return false;
    return column.editable === true && isFigure(column.kind) && !row.locked.has(column.key);
  }

  message(row: ClaimRow, column: SheetColumn): string | null {
    return this.lines.typedIn(row, column.key)?.message ?? null;
  }

  write(changes: readonly CellChange<ClaimRow>[], cause: ChangeCause): void {
    this.acts.typed(changes, cause);
  }

  open(row: ClaimRow, column: SheetColumn, cause: "key" | "click"): boolean {
    if (row.kind === "group" && (cause === "key" || column.key === "item" || column.key === "description")) {
      this.acts.fold(row.group);
      return true;
    }
    const answers = this.config.can_edit && this.config.mode === "review" && row.kind === "line";
    if (!answers || column.kind !== "reason") return false;
    if (cause === "click" && !this.lines.needsReason(row) && !row.cells["reason"]) return false;
    this.acts.openReason(row);
    return true;
  }

  undo(): void {
    this.acts.undo();
  }

  redo(): void {
    this.acts.redo();
  }
}
