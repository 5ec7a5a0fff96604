/**
 * The schedule sheet at work: rows that are added, inserted, deleted and pasted, checked while
 * they are typed, and handed to the form as they were typed.
 */
import { CellMessage } from "./cell-message";
import { plain, same } from "./decimals";
import { SheetGrid } from "./grid";
import { counted } from "./sentences";
import { History } from "./history";
import { button, ProblemList, type Problem } from "./problems";
import { ScheduleContent, type ScheduleActs } from "./schedule-content";
import { scheduleColumns, ScheduleRows, type ScheduleConfig, type ScheduleLine, type ScheduleRow } from "./schedule-rows";
import type { CellChange, ChangeCause, SheetColumn } from "./sheet-types";
import { fillHeight, liveRegion } from "./stage";

interface Written {
  readonly row: ScheduleRow;
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

const ADDED_ROWS = 10;

export class ScheduleDesk implements ScheduleActs {
  private readonly rows: ScheduleRows;
  private readonly content: ScheduleContent;
  private readonly history = new History();
  private readonly problems: ProblemList;
  private readonly say: (sentence: string) => void;
  private readonly trouble: HTMLButtonElement;
  private grid!: SheetGrid<ScheduleRow>;
  private bubble!: CellMessage;
  private changed = false;
  private readonly ended = new AbortController();

  private constructor(private readonly host: HTMLElement, private readonly config: ScheduleConfig) {
    this.rows = new ScheduleRows(config, scheduleColumns(config));
    this.content = new ScheduleContent(config, this.rows, this);
    this.problems = new ProblemList(host);
    this.trouble = button("", "ls-sheet-link ls-sheet-trouble", () => this.goToNextFault());
    this.drawBar();
    this.say = liveRegion(host);
  }

  static async mount(host: HTMLElement, config: ScheduleConfig): Promise<ScheduleDesk> {
    const desk = new ScheduleDesk(host, config);
    desk.grid = await SheetGrid.mount(
      host,
      desk.content,
      { say: desk.say, activeChanged: (row, column) => desk.active(row, column) },
      { label: config.label ?? "Schedule of values", rowNumbers: true, readonly: config.can_edit === false },
    );
    desk.start();
    return desk;
  }

  private start(): void {
    fillHeight(this.host, this.grid.frame);
    this.bubble = new CellMessage(this.grid);
    const { signal } = this.ended;
    this.host.closest("form")?.addEventListener("submit", () => this.handOver(), { signal });
    window.addEventListener(
      "beforeunload",
      (event) => {
        if (this.changed) event.preventDefault();
      },
      { signal },
    );
    this.show();
    this.listRefusals();
    this.host.dataset["ready"] = "true";
  }

  /** Stop listening and give back what was typed, for a sheet with other columns in its place. */
  end(): ScheduleLine[] {
    this.grid.finishTyping();
    this.ended.abort();
    return this.rows.typed();
  }

  // Buttons

  private drawBar(): void {
    const acts: [id: string, label: string, act: () => void][] = [
      ["schedule-add", "Add rows", () => this.add()],
      ["schedule-insert", "Insert row above", () => this.insertAbove()],
      ["schedule-delete", "Delete rows", () => this.deleteSelected()],
    ];
    const bar = document.createElement("div");
    bar.className = "ls-sheet-bar";
    for (const [id, label, act] of this.config.can_edit === false ? [] : acts) {
      const present = document.getElementById(id);
      if (present) present.addEventListener("click", act, { signal: this.ended.signal });
      else bar.append(button(label, "btn btn-sm", act));
      // The grid drops its selection on a pointer that ends outside of it, unless told not to.
      (present ?? bar.lastElementChild)?.addEventListener("mouseup", (event) => event.preventDefault());
    }
    bar.append(this.trouble);
    this.host.append(bar);
  }

  private add(): void {
    const at = this.rows.rows.length;
    this.changeRows(at, this.rows.blanks(ADDED_ROWS), []);
    this.grid.goTo({ row: at, col: 0 });
    this.grid.focusCell();
  }

  private insertAbove(): void {
    const block = this.grid.block;
    const at = block?.row ?? 0;
    const count = block ? block.endRow - block.row + 1 : 1;
    this.changeRows(at, this.rows.blanks(count), []);
    this.grid.goTo({ row: at, col: block?.col ?? 0 });
    this.grid.focusCell();
  }

  private deleteSelected(): void {
    const gone = this.grid.selectedRows;
    const at = this.grid.block?.row;
    if (gone.length === 0 || at === undefined) return;
    this.changeRows(at, [], gone);
    this.say(`${counted(gone.length, "row")} deleted. Ctrl+Z brings them back.`);
    this.grid.goTo({ row: Math.min(at, this.rows.rows.length - 1), col: 0 });
    this.grid.focusCell();
  }

  private changeRows(at: number, added: readonly ScheduleRow[], gone: readonly ScheduleRow[]): void {
    const before = this.rows.rows;
    this.rows.remove(new Set(gone));
    this.rows.insert(at, added);
    const after = this.rows.rows;
    const put = (rows: ScheduleRow[]): void => {
      this.rows.rows = rows;
      this.afterChange(true);
    };
    this.history.push({ label: "rows", undo: () => put(before), redo: () => put(after) });
    this.afterChange(true);
  }

  // Typing

  typed(changes: readonly CellChange<ScheduleRow>[], cause: ChangeCause): void {
    const written: Written[] = [];
    for (const { row, column, text } of changes) {
      const before = row.cells[column.key] ?? "";
      if (before !== text) written.push({ row, key: column.key, before, after: text });
    }
    if (written.length === 0) return;
    const products = cause === "clear" ? [] : this.products(written);
    const all = [...written, ...products];
    const put = (which: "before" | "after"): void => {
      for (const one of all) this.rows.set(one.row, one.key, one[which]);
      this.afterChange(false);
    };
    put("after");
    this.history.push({ label: cause, undo: () => put("before"), redo: () => put("after") });
  }

  /** A value that was blank, or was the product before, follows quantity and unit price. */
  private products(written: readonly Written[]): Written[] {
    const touched = new Map<ScheduleRow, Written[]>();
    for (const one of written) touched.set(one.row, [...(touched.get(one.row) ?? []), one]);
    return [...touched].flatMap(([row, own]) => {
      const typedValue = own.some(({ key }) => key === "scheduled_value");
      const moves = own.some(({ key }) => key === "quantity" || key === "unit_price");
      if (this.config.method !== "unit" || typedValue || !moves) return [];
      const before = row.cells["scheduled_value"] ?? "";
      const value = this.rows.figure(row, "scheduled_value");
      const product = this.rows.product(row);
      if (before !== "" && !(value && product && same(value, product))) return [];
      const after = this.productAfter(row, own);
      return after === null || after === before ? [] : [{ row, key: "scheduled_value", before, after }];
    });
  }

  private productAfter(row: ScheduleRow, own: readonly Written[]): string | null {
    const cells = { ...row.cells };
    for (const { key, after } of own) cells[key] = after;
    const product = this.rows.product({ ...row, cells });
    return product && plain(product);
  }

  makeRoom(rows: number): void {
    this.rows.insert(this.rows.rows.length, this.rows.blanks(rows));
    this.show();
  }

  undo(): void {
    if (!this.history.undo()) this.say("There is nothing to undo.");
  }

  redo(): void {
    if (!this.history.redo()) this.say("There is nothing to do again.");
  }

  // Showing

  private show(): void {
    this.grid.show(this.rows.rows, this.rows.total);
  }

  private afterChange(rowsChanged: boolean): void {
    this.changed = true;
    this.rows.recount();
    if (this.rows.keepSpare() || rowsChanged) this.show();
    else this.grid.redraw();
    this.listRefusals();
    this.tellTrouble();
  }

  private active(row: ScheduleRow | null, column: SheetColumn | null): void {
    this.bubble?.show(row && column ? this.content.message(row, column) : null);
  }

  private *faults(): Generator<{ row: number; col: number }> {
    for (const [index, row] of this.rows.rows.entries()) {
      for (const [col, { key }] of this.rows.columns.entries()) {
        if (this.rows.message(row, key) !== null) yield { row: index, col };
      }
    }
  }

  private tellTrouble(): void {
    const count = [...this.faults()].length;
    this.trouble.hidden = count === 0;
    this.trouble.textContent = `${counted(count, "cell")} to look at`;
  }

  private goToNextFault(): void {
    const active = this.grid.active ?? { row: -1, col: -1 };
    const faults = [...this.faults()];
    const next = faults.find(({ row, col }) => row > active.row || (row === active.row && col > active.col)) ?? faults[0];
    if (!next) return;
    this.grid.goTo(next);
    this.grid.focusCell();
  }

  private listRefusals(): void {
    const found = this.rows.rows.flatMap((row, index) => [...row.refusals].map(([key, message]) => this.refusal(row, index, key, message)));
    this.problems.show(found, (count) => (count === 1 ? "1 cell was not accepted" : `${count} cells were not accepted`));
    this.tellTrouble();
  }

  private refusal(row: ScheduleRow, index: number, key: string, message: string): Problem {
    const col = this.rows.columns.findIndex((column) => column.key === key);
    const label = this.rows.columns[col]?.label ?? key;
    return {
      place: `Row ${index + 1}, ${label.toLowerCase()}:`,
      message,
      typed: row.cells[key] ?? "",
      go: () => {
        this.grid.goTo({ row: this.rows.rows.indexOf(row), col: Math.max(0, col) });
        this.grid.focusCell();
      },
    };
  }

  private handOver(): void {
    const name = this.host.dataset["field"] ?? "rows";
    const form = this.host.closest("form");
    if (!form) return;
    let field = form.querySelector<HTMLInputElement>(`input[type="hidden"][name="${name}"]`);
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      form.append(field);
    }
    this.grid.finishTyping();
    field.value = JSON.stringify(this.rows.sent());
    this.changed = false;
  }
}
