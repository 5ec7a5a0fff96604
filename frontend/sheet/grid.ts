/**
 * The grid core that the claim sheet and the schedule sheet share: it puts a RevoGrid into the
 * page, draws cells as their content says, and owns typing, moving, copying and pasting. RevoGrid
 * draws and scrolls; its own keyboard and editor are not used, because they open a cell only
 * after rendering and lose what a fast typist enters meanwhile.
 */
import { defineCustomElements, setNonce } from "@revolist/revogrid/loader";
import type { ColumnRegular } from "@revolist/revogrid";
import { CellEditor, type Move } from "./cell-editor";
import { cellColumn } from "./cells";
import { SheetBlocks } from "./blocks";
import { fitWidths } from "./widths";
import { nameHeads, setUp, whenResized, type GridOptions } from "./grid-setup";
import { listenToKeys, type KeyActions } from "./keyboard";
import { Places } from "./places";
import { firstTypable, nextLine, nextTypable } from "./paths";
import { Selection } from "./selection";
import { isFigure, type Block, type CellAt, type SheetColumn, type SheetContent, type SheetRow } from "./sheet-types";

const TOTAL_HEIGHT = 43;

export interface GridEvents<R> {
  activeChanged?(row: R | null, column: SheetColumn | null): void;
  say(sentence: string): void;
}

export class SheetGrid<R extends SheetRow> implements KeyActions {
  readonly frame: HTMLElement;
  readonly element: HTMLRevoGridElement;
  private readonly editor: CellEditor;
  readonly places: Places;
  private selection: Selection | null = null;
  private view: readonly R[] = [];
  private editing: { row: R; column: SheetColumn } | null = null;
  private last: CellAt | null = null;
  readonly blocks: SheetBlocks<R>;

  private constructor(
    host: HTMLElement,
    private readonly content: SheetContent<R>,
    private readonly events: GridEvents<R>,
    options: GridOptions,
  ) {
    this.frame = document.createElement("div");
    this.frame.className = options.rowNumbers ? "ls-sheet-frame ls-plain" : "ls-sheet-frame";
    host.append(this.frame);
    this.blocks = new SheetBlocks(this, content, (sentence) => events.say(sentence));
    this.element = document.createElement("revo-grid");
    this.places = new Places(this.element, content.columns, options.rowNumbers);
    setUp(this.element, options);
    this.element.columns = this.builtColumns();
    this.element.rowSize = this.places.rowHeight;
    this.frame.append(this.element);
    this.editor = new CellEditor(this.frame, {
      commit: (text, move) => this.committed(text, move),
      cancel: () => this.focusCell(),
    });
  }

  static async mount<R extends SheetRow>(
    host: HTMLElement,
    content: SheetContent<R>,
    events: GridEvents<R>,
    options: GridOptions,
  ): Promise<SheetGrid<R>> {
    const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
    if (nonce) setNonce(nonce);
    defineCustomElements();
    const grid = new SheetGrid(host, content, events, options);
    await grid.start();
    return grid;
  }

  private builtColumns(): ColumnRegular[] {
    return this.content.columns.map((column, index) =>
      cellColumn(column, this.places.widths[index] ?? column.width, this.content, (row, key) => this.blocks.isLeftOut(row, key)),
    );
  }

  private async start(): Promise<void> {
    await customElements.whenDefined("revo-grid");
    await new Promise<void>((resolve) => {
      this.element.addEventListener("aftergridinit", () => resolve(), { once: true });
      void this.element.getProviders?.().then((providers) => providers && resolve());
    });
    const providers = await this.element.getProviders();
    if (!providers) throw new Error("The grid did not start.");
    this.selection = new Selection(providers.selection, () => this.places.frozen, () => this.content.columns.length, () => this.view.length);
    this.listen();
    this.fit();
  }

  private listen(): void {
    listenToKeys(this.frame, this);
    this.element.addEventListener("afterfocus", (event) => this.focused(event), { capture: true });
    this.element.addEventListener("setrange", () => {
      this.selection?.pointed();
      this.markBlock();
    });
    // The grid's own keyboard stays out of it; see the head of this module.
    this.element.addEventListener("beforekeydown", (event) => event.preventDefault());
    this.element.addEventListener("aftergridrender", () => nameHeads(this.element));
    nameHeads(this.element);
    whenResized(this.element, (key, width) => this.content.resized?.(key, width));
    this.element.addEventListener("beforerange", (event) => this.blocks.dragFilled(event));
    this.frame.addEventListener("mousedown", (event) => this.pointed(event), { capture: true });
    this.frame.addEventListener("dblclick", (event) => this.doubleClicked(event), { capture: true });
    this.frame.addEventListener("click", (event) => this.clicked(event));
    this.element.addEventListener("focus", () => this.entered());
    this.frame.addEventListener("scroll", () => this.placeEditor(), { capture: true, passive: true });
    new ResizeObserver(() => this.fit()).observe(this.frame);
  }

  // Rows and drawing

  get rows(): readonly R[] {
    return this.view;
  }

  show(view: readonly R[], totals: R | null): void {
    this.view = view;
    this.element.source = [...view];
    if (totals && this.element.pinnedBottomSource[0] !== totals) this.showTotals(totals);
    else this.redraw();
  }

  /** A row's height can be told only once the row is there. */
  private showTotals(totals: R): void {
    this.element.pinnedBottomSource = [totals];
    this.element.rowDefinitions = [{ type: "rowPinEnd", index: 0, size: TOTAL_HEIGHT }];
  }

  redraw(): void {
    void this.element.refresh("all");
  }

  private fit(): void {
    const widths = fitWidths(this.content.columns, this.frame.clientWidth - this.places.numbers);
    if (widths.length === this.places.widths.length && widths.every((width, index) => width === this.places.widths[index])) return;
    this.lay(widths);
  }

  private lay(widths: number[]): void {
    this.places.use(this.content.columns, widths);
    this.element.columns = this.builtColumns();
  }

  /** Changes which columns are shown, or how wide; the active cell stays in its column. */
  rearrange(change: () => void): void {
    const active = this.cell(this.active);
    change();
    this.lay(fitWidths(this.content.columns, this.frame.clientWidth - this.places.numbers));
    const at = active && this.at(active.row.id, active.column.key);
    this.last = at ?? null;
    if (at) this.goTo(at);
    else this.selection?.clear();
  }

  set rowHeight(pixels: number) {
    this.places.rowHeight = pixels;
    this.frame.style.setProperty("--ls-row", `${pixels}px`);
    this.element.rowSize = pixels;
  }

  at(rowId: string, key: string): CellAt | null {
    const row = this.view.findIndex((one) => one.id === rowId);
    const col = this.content.columns.findIndex((column) => column.key === key);
    return row < 0 || col < 0 ? null : { row, col };
  }

  cell(at: CellAt | null): { row: R; column: SheetColumn } | null {
    const row = at && this.view[at.row];
    const column = at && this.content.columns[at.col];
    return row && column ? { row, column } : null;
  }

  // Focus

  get active(): CellAt | null {
    return this.selection?.active ?? null;
  }

  get block(): Block | null {
    return this.selection?.block ?? null;
  }

  get selectedRows(): R[] {
    const block = this.block;
    return block ? this.view.slice(block.row, block.endRow + 1).filter((row) => row.kind === "line") : [];
  }

  goTo(at: CellAt, end?: CellAt): void {
    this.selection?.set(at, end);
    this.last = at;
    this.places.reveal(end ?? at);
    this.tellActive();
  }

  extend(to: CellAt): void {
    const active = this.active;
    if (!active || !this.selection) return;
    this.places.reveal(this.selection.set(active, to));
    this.markBlock();
  }

  get end(): CellAt | null {
    return this.selection?.end ?? null;
  }

  selectAll(): void {
    this.selection?.selectAll();
  }

  leave(): void {
    this.selection?.clear();
    this.element.focus({ preventScroll: true });
    this.events.activeChanged?.(null, null);
  }

  private entered(): void {
    if (this.active || this.selection?.inTotals || this.view.length === 0) return;
    const target = this.last && this.view[this.last.row] ? this.last : firstTypable(this);
    this.goTo(target);
  }

  typable(at: CellAt): boolean {
    const cell = this.cell(at);
    return cell !== null && this.content.canEdit(cell.row, cell.column);
  }

  get size(): { rows: number; columns: number; page: number } {
    return {
      rows: this.view.length,
      columns: this.content.columns.length,
      page: Math.max(1, Math.floor(this.places.bodyHeight / this.places.rowHeight) - 1),
    };
  }

  private focused(event: Event): void {
    if (this.editor.isOpen || !this.ownsFocus()) event.preventDefault();
    this.last = this.active ?? this.last;
    this.tellActive();
  }

  /** A popover of ours may hold the focus while the grid renders; it is not taken away. */
  private ownsFocus(): boolean {
    const holder = document.activeElement;
    return holder === null || holder === document.body || this.element.contains(holder);
  }

  focusCell(): void {
    const at = this.active;
    if (!at) return;
    const frozen = this.places.frozen;
    const area = at.col < frozen ? "colPinStart" : "rgCol";
    const col = at.col < frozen ? at.col : at.col - frozen;
    const cell = this.element.querySelector<HTMLElement>(
      `revogr-data[type="rgRow"][col-type="${area}"] [data-rgrow="${at.row}"][data-rgcol="${col}"]`,
    );
    (cell ?? this.element).focus({ preventScroll: true });
  }

  /** One cell alone is ringed, not tinted, and only what can be typed into can be dragged on. */
  private markBlock(): void {
    const block = this.block;
    const one = block !== null && block.row === block.endRow && block.col === block.endCol;
    this.frame.classList.toggle("ls-one-cell", one);
    this.frame.classList.toggle("ls-can-fill", block !== null && this.typable({ row: block.row, col: block.col }));
  }

  private tellActive(): void {
    this.markBlock();
    const cell = this.cell(this.active);
    this.events.activeChanged?.(cell?.row ?? null, cell?.column ?? null);
  }

  // Pointer

  private pointed(event: MouseEvent): void {
    if (event.target === this.editor.input) return;
    this.editor.commit("stay");
    const inGrid = event.target instanceof Node && this.element.contains(event.target);
    // The grid keeps the browser from moving the focus on a press, so it is moved here.
    if (inGrid && !this.ownsFocus() && document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  private doubleClicked(event: MouseEvent): void {
    if (!(event.target instanceof Node) || !this.element.contains(event.target)) return;
    event.stopPropagation();
    this.edit(null);
  }

  private clicked(event: MouseEvent): void {
    const target = event.target;
    if (!(target instanceof Element) || !target.closest("revogr-overlay-selection, revogr-data")) return;
    const cell = this.cell(this.active);
    if (cell && !event.shiftKey) this.content.open(cell.row, cell.column, "click");
  }

  // Typing

  get isEditing(): boolean {
    return this.editor.isOpen;
  }

  /** Opens the active cell: with its text, or empty when a character starts it. */
  edit(typed: string | null): boolean {
    const at = this.active;
    const cell = this.cell(at);
    if (!at || !cell) return false;
    if (!this.typable(at)) return typed === null && this.content.open(cell.row, cell.column, "key");
    this.places.reveal(at);
    this.editing = cell;
    this.editor.open({
      rect: this.places.rectOf(at),
      text: typed === null ? this.content.draft(cell.row, cell.column) : "",
      overtype: typed !== null,
      label: this.content.named?.(cell.row, cell.column) ?? cell.column.label,
      right: isFigure(cell.column.kind),
      figure: isFigure(cell.column.kind),
      list: `${cell.column.key}-list`,
    });
    return true;
  }

  /** Takes what stands in an open editor, before a form is sent. */
  finishTyping(): void {
    this.editor.commit("stay");
  }

  private placeEditor(): void {
    const at = this.active;
    if (this.editor.isOpen && at) this.editor.place(this.places.rectOf(at));
  }

  private committed(text: string, move: Move): void {
    const cell = this.editing;
    this.editing = null;
    if (cell && text !== this.content.draft(cell.row, cell.column)) {
      this.content.write([{ ...cell, text: text.trim() }], "type");
    }
    if (move === "stay") return;
    this.step(move);
  }

  visit(): void {
    const cell = this.cell(this.active);
    if (cell) this.content.visit?.(cell.row);
  }

  enter(): void {
    const at = this.active;
    const cell = this.cell(at);
    if (!at || !cell) return;
    if (this.typable(at) || !this.content.open(cell.row, cell.column, "key")) this.step("down");
  }

  /** Moves one cell on; where there is no further cell the focus comes back to this one. */
  step(move: Move): void {
    const from = this.active;
    if (!from) return;
    const row = from.row + (move === "down" ? 1 : move === "up" ? -1 : 0);
    const next = move === "right" || move === "left" ? this.nextTypable(from, move) : nextLine(this, row, move, from.col);
    if (next) this.goTo(next);
    else this.focusCell();
  }

  nextTypable(from: CellAt, move: "left" | "right"): CellAt | null {
    return nextTypable(this, from, move);
  }

  widen(by: number): void {
    const at = this.active;
    const column = at && this.content.columns[at.col];
    if (at && column) this.content.resized?.(column.key, (this.places.widths[at.col] ?? column.width) + by);
  }

  undo(): void {
    this.content.undo();
  }

  redo(): void {
    this.content.redo();
  }
}

