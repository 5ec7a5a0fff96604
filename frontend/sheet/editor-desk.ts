/**
 * The schedule editor at work: joins the lines, the grid, what is saved and what is undone. Every
 * change is a change of the lines in the sheet; the sync brings the server in step.
 */
import { CellMessage } from "./cell-message";
import { plain, same } from "./decimals";
import { wireDialogs } from "./editor-dialogs";
import { fillLists } from "./editor-lists";
import { RowMoves } from "./editor-moves";
import { EditorProblems } from "./editor-problems";
import { EditorContent, type EditorActs } from "./editor-content";
import { EditorRows, type EditorRow } from "./editor-rows";
import { EditorSync } from "./editor-sync";
import { wireToolbar } from "./editor-toolbar";
import { fetchLines, sendLines } from "./editor-transport";
import { EditorView } from "./editor-view";
import type { EditorConfig, Everything, LineConflict, LinesAnswer, WireLine } from "./editor-types";
import { SheetGrid } from "./grid";
import { History } from "./history";
import { arranged, withAdded } from "./order";
import { SaveNotice } from "./page-parts";
import type { SaveState } from "./save-queue";
import type { CellChange, ChangeCause, SheetColumn } from "./sheet-types";
import { breath, inSlices } from "./slices";
import { fillHeight, liveRegion } from "./stage";

interface Written {
  readonly row: EditorRow;
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

type Placed = readonly [row: EditorRow, after: EditorRow | null];

export class ScheduleEditor implements EditorActs {
  readonly rows: EditorRows;
  readonly view: EditorView;
  readonly sync: EditorSync;
  readonly say: (sentence: string) => void;
  mayCreateCodes = false;
  private readonly content: EditorContent;
  private readonly history = new History();
  private readonly notice: SaveNotice;
  private readonly problems: EditorProblems;
  private readonly moves: RowMoves;
  private variations: Everything["variations"] = [];
  private state: SaveState = { kind: "saved", at: null };
  private savedAt: string | null = null;
  private bubble!: CellMessage;
  grid!: SheetGrid<EditorRow>;

  private constructor(host: HTMLElement, readonly config: EditorConfig) {
    this.rows = new EditorRows(config.columns, config.locale, config.method);
    this.view = new EditorView(this.rows, { section: "Without a section", budget_code: `Without a ${config.words.budget_code}` });
    this.content = new EditorContent(config.columns, config.locale, this.rows, this.view, this);
    this.sync = new EditorSync(this.rows, {
      send: (body, key) => sendLines(config.urls.lines, body, key),
      later: (milliseconds, then) => {
        const timer = window.setTimeout(then, milliseconds);
        return () => window.clearTimeout(timer);
      },
      newKey: () => crypto.randomUUID(),
      state: (state) => this.showState(state),
      answered: (answer, refs) => void this.answered(answer, refs),
      refused: (fields, refs) => this.refused(fields, refs),
      conflicts: (conflicts) => this.conflicted(conflicts),
    });
    this.notice = new SaveNotice(host, {
      saved: "Saved",
      signIn: config.urls.sign_in,
      retry: () => this.sync.retry(),
      unsavedText: () => this.problems.unsavedText(),
    });
    this.problems = new EditorProblems(host, this);
    this.say = liveRegion(host);
    this.moves = new RowMoves(this);
  }

  static async mount(host: HTMLElement, config: EditorConfig): Promise<ScheduleEditor> {
    const editor = new ScheduleEditor(host, config);
    const asked = fetchLines(config.urls.lines);
    editor.moves.listenToKeys();
    editor.grid = await SheetGrid.mount(
      host,
      editor.content,
      { say: editor.say, activeChanged: (row, column) => editor.active(row, column) },
      { label: config.label, rowNumbers: true, readonly: false },
    );
    fillHeight(host, editor.grid.frame);
    editor.bubble = new CellMessage(editor.grid);
    wireToolbar(editor);
    await editor.read(await asked);
    editor.listen();
    host.dataset["ready"] = "true";
    return editor;
  }

  private async read(everything: Everything): Promise<void> {
    await breath();
    this.rows.start(everything.columns);
    this.variations = everything.variations;
    this.mayCreateCodes = everything.may_create_codes;
    this.sync.version = everything.version;
    const made: EditorRow[] = [];
    await inSlices(everything.lines, (line) => made.push(this.rows.made(line)));
    this.rows.own = made.filter((row) => row.kind === "line");
    this.rows.foreign = made.filter((row) => row.kind === "fixed");
    this.rows.recount();
    this.keepSpare();
    fillLists(everything);
    await breath();
    this.show();
    await breath();
  }

  private listen(): void {
    wireDialogs(this);
    this.moves.listenToPointer();
    window.addEventListener("beforeunload", (event) => {
      if (this.sync.hasUnsaved) event.preventDefault();
    });
    window.addEventListener("online", () => this.sync.retry());
    window.addEventListener("focus", () => {
      if (this.state.kind === "signed_out" || this.state.kind === "waiting") this.sync.retry();
    });
  }

  // Showing

  show(): void {
    const active = this.grid.cell(this.grid.active);
    this.grid.show(this.view.shown(this.variations), this.rows.total);
    const at = active && this.grid.at(active.row.id, active.column.key);
    // The active cell stays with its line where lines changed places.
    if (at && at.row !== this.grid.active?.row) this.grid.goTo(at);
  }

  private active(row: EditorRow | null, column: SheetColumn | null): void {
    this.bubble?.show(row && column ? this.content.message(row, column) : null);
  }

  fold(group: EditorRow): void {
    this.view.fold(group);
    this.show();
  }

  /** Leads to a cell, also when it is not found or folded away. */
  goTo(row: EditorRow, key: string): void {
    if (!this.grid.at(row.id, key)) {
      this.view.search = "";
      this.view.folded.clear();
      this.show();
    }
    const at = this.grid.at(row.id, key) ?? this.grid.at(row.id, "item");
    if (!at) return;
    this.grid.goTo(at);
    this.grid.focusCell();
  }

  get selectedLines(): EditorRow[] {
    return this.grid.selectedRows.filter((row) => row !== this.rows.own.at(-1));
  }

  private showState(state: SaveState): void {
    if (state.kind === "saved") this.savedAt = state.at ?? this.savedAt;
    this.state = state.kind === "saved" ? { kind: "saved", at: this.savedAt } : state;
    this.notice?.show(this.state, this.problems?.count ?? 0);
  }

  /** After any change: what is wrong is listed, and what is right goes to the server. */
  changed(structure: boolean): void {
    if (this.keepSpare() || structure) this.show();
    else this.grid.redraw();
    this.problems.show();
    this.showState(this.state);
    this.sync.wake();
  }

  /** One empty line always waits behind the last. */
  private keepSpare(): boolean {
    const last = this.rows.own.at(-1);
    if (last && last.line === null && this.rows.isBlank(last)) return false;
    this.rows.own.push(this.rows.blank());
    return true;
  }

  // Typing

  typed(changes: readonly CellChange<EditorRow>[], cause: ChangeCause): void {
    const written: Written[] = [];
    for (const { row, column, text } of changes) {
      const before = row.cells[column.key] ?? "";
      if (before !== text) written.push({ row, key: column.key, before, after: text });
    }
    if (written.length === 0) return;
    const all = cause === "clear" || this.config.method !== "unit" ? written : [...written, ...this.products(written)];
    const regroups = all.some(({ key }) => key === this.view.grouping);
    const put = (which: "before" | "after"): void => {
      for (const one of all) this.rows.set(one.row, one.key, one[which]);
      this.changed(regroups || this.view.grouping !== "");
    };
    this.history.push({ label: cause, undo: () => put("before"), redo: () => put("after") });
    put("after");
  }

  /** A value that was blank, or was the product before, follows quantity and unit price. */
  private products(written: readonly Written[]): Written[] {
    const touched = new Map<EditorRow, Set<string>>();
    for (const { row, key } of written) touched.set(row, (touched.get(row) ?? new Set()).add(key));
    const found: Written[] = [];
    for (const [row, keys] of touched) {
      if (keys.has("scheduled_value") || !(keys.has("quantity") || keys.has("unit_price"))) continue;
      const before = row.cells["scheduled_value"] ?? "";
      const product = this.rows.product(row);
      if (before !== "" && !(row.value && product && same(row.value, product))) continue;
      const cells = { ...row.cells };
      for (const one of written) if (one.row === row) cells[one.key] = one.after;
      const now = this.rows.product({ ...row, cells });
      const after = now === null ? "" : plain(now);
      if (after !== before) found.push({ row, key: "scheduled_value", before, after });
    }
    return found;
  }

  undo(): void {
    if (!this.history.undo()) this.say("There is nothing to undo.");
  }

  redo(): void {
    if (!this.history.redo()) this.say("There is nothing to do again.");
  }

  // Lines that come, go and move

  makeRoom(rows: number, after: EditorRow | null = this.rows.own.at(-1) ?? null): void {
    this.insert(Array.from({ length: rows }, () => this.rows.blankBeside(after, this.view.grouping)), after);
    this.show();
  }

  /** Puts lines behind another one, as one step that can be undone. */
  addRows(rows: readonly EditorRow[], after: EditorRow | null): void {
    const placed = rows.map((row, index): Placed => [row, index === 0 ? after : (rows[index - 1] ?? null)]);
    this.history.push({ label: "rows", undo: () => this.takeOut(rows), redo: () => this.putIn(placed) });
    this.putIn(placed);
  }

  deleteRows(rows: readonly EditorRow[]): void {
    const going = new Set(rows);
    const placed = this.rows.own.flatMap((row, index): Placed[] => (going.has(row) ? [[row, this.rows.own[index - 1] ?? null]] : []));
    this.history.push({ label: "rows", undo: () => this.putIn(placed), redo: () => this.takeOut(rows) });
    this.takeOut(rows);
  }

  moveRows(rows: readonly EditorRow[], after: EditorRow | null, also: readonly CellChange<EditorRow>[] = []): void {
    const before = [...this.rows.own];
    const moving = new Set(rows);
    const rest = before.filter((row) => !moving.has(row));
    const at = after === null ? 0 : rest.indexOf(after) + 1;
    const wanted = [...rest.slice(0, at), ...rows, ...rest.slice(at)];
    const put = (order: readonly EditorRow[], which: "before" | "after"): void => {
      this.rows.own = arranged(this.rows.own, order);
      for (const one of texts) this.rows.set(one.row, one.key, one[which]);
      this.sync.isReordered = true;
      this.changed(true);
    };
    const texts = also.map(({ row, column, text }): Written => ({ row, key: column.key, before: row.cells[column.key] ?? "", after: text }));
    this.history.push({ label: "move", undo: () => put(before, "before"), redo: () => put(wanted, "after") });
    put(wanted, "after");
  }

  private insert(rows: readonly EditorRow[], after: EditorRow | null): void {
    this.rows.own = withAdded(this.rows.own, rows.map((row, index): Placed => [row, index === 0 ? after : (rows[index - 1] ?? null)]));
  }

  private putIn(placed: readonly Placed[]): void {
    this.rows.own = withAdded(this.rows.own, placed);
    for (const [row] of placed) {
      if (row.line !== null) this.sync.gone.delete(row.line);
      this.rows.dirty.add(row);
    }
    this.rows.recount();
    this.changed(true);
  }

  private takeOut(rows: readonly EditorRow[]): void {
    const going = new Set(rows);
    this.rows.own = this.rows.own.filter((row) => !going.has(row));
    for (const row of rows) {
      this.rows.dirty.delete(row);
      if (row.line !== null) this.sync.gone.add(row.line);
    }
    this.rows.recount();
    this.changed(true);
  }

  // What the server says

  async answered(answer: LinesAnswer, refs: ReadonlyMap<string, EditorRow>): Promise<void> {
    this.sync.heard(answer.version);
    for (const place of document.querySelectorAll("[data-contract-sum]")) place.textContent = answer.contract_sum;
    for (const [ref, id] of Object.entries(answer.ids)) {
      const row = refs.get(ref);
      if (row) this.rows.known(row, id);
    }
    if (answer.everything) {
      this.say("The schedule was changed elsewhere. It is read again.");
      await this.read(answer.everything);
      return;
    }
    let structure = this.letGo(answer.removed);
    await inSlices(answer.lines ?? [], (line) => {
      structure = this.takeLine(line) || structure;
    });
    if (answer.order && !this.sync.isReordered) structure = this.inOrder(answer.order) || structure;
    if (structure) this.rows.recount();
    const spare = this.keepSpare();
    if (structure || spare) this.show();
    else this.grid.redraw();
    this.problems.show();
  }

  private takeLine(wire: WireLine): boolean {
    const known = this.rows.line(wire[0]);
    if (known) {
      this.rows.take(known, wire);
      return false;
    }
    this.insert([this.rows.made(wire)], this.rows.own.at(-2) ?? null);
    return true;
  }

  /** Lines that others deleted; what was typed on one since becomes a new line. */
  private letGo(removed: readonly number[]): boolean {
    let found = false;
    for (const id of removed) {
      const row = this.rows.line(id);
      if (!row) continue;
      const typed = this.rows.isChanged(row);
      this.rows.unknown(row);
      if (!this.rows.own.includes(row)) continue;
      found = true;
      if (typed) this.rows.dirty.add(row);
      else this.rows.own = this.rows.own.filter((one) => one !== row);
    }
    return found;
  }

  private inOrder(order: readonly number[]): boolean {
    const wanted = order.flatMap((id) => this.rows.line(id) ?? []);
    const now = arranged(this.rows.own, wanted);
    if (now.every((row, index) => row === this.rows.own[index])) return false;
    this.rows.own = now;
    return true;
  }

  private refused(fields: Readonly<Record<string, string>>, refs: ReadonlyMap<string, EditorRow>): void {
    const back: Placed[] = [];
    for (const [place, message] of Object.entries(fields)) {
      const [, ref = "", column = ""] = place.split(":");
      const row = refs.get(ref) ?? this.rows.line(Number(ref));
      if (!row) continue;
      if (row.line !== null && this.sync.gone.delete(row.line)) back.push([row, this.rows.own.at(-2) ?? null]);
      row.refusals.set(column, { message });
      this.rows.dirty.add(row);
    }
    if (back.length > 0) this.rows.own = withAdded(this.rows.own, back);
    this.changed(back.length > 0);
  }

  private conflicted(conflicts: readonly LineConflict[]): void {
    for (const { line, column, theirs, message } of conflicts) {
      const row = this.rows.line(line);
      if (!row) continue;
      if (column === "" && this.sync.gone.delete(line)) {
        this.rows.own = withAdded(this.rows.own, [[row, this.rows.own.at(-2) ?? null]]);
        this.say(message);
        continue;
      }
      row.refusals.set(column, { message, theirs });
    }
    this.changed(true);
  }
}
