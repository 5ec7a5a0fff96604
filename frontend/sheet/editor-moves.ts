/**
 * Lines moved to another place: dragged by their number, or by Alt+Shift and an arrow. Under the
 * headings of sections a line takes the heading of the place it is moved to.
 */
import type { ScheduleEditor } from "./editor-desk";
import type { EditorRow } from "./editor-rows";
import { HEAD_HEIGHT, ROW_HEIGHT } from "./places";
import type { CellChange } from "./sheet-types";

const SLIP = 4;
const EDGE = 40;
const SCROLL = 14;

interface Drag {
  readonly rows: EditorRow[];
  readonly from: number;
  target: number | null;
  timer: number;
  y: number;
}

export class RowMoves {
  private drag: Drag | null = null;
  private readonly mark = document.createElement("div");

  constructor(private readonly editor: ScheduleEditor) {
    this.mark.className = "ls-drop-mark";
    this.mark.hidden = true;
  }

  listenToKeys(): void {
    document.addEventListener(
      "keydown",
      (event) => {
        if (!event.altKey || !event.shiftKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
        const grid = this.editor.grid;
        if (!grid?.active || grid.isEditing) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        this.step(event.key === "ArrowUp" ? -1 : 1);
      },
      { capture: true },
    );
  }

  private step(by: -1 | 1): void {
    const { grid } = this.editor;
    const rows = this.editor.selectedLines;
    const active = grid.active;
    if (rows.length === 0 || !active) return;
    const view = grid.rows;
    const first = view.indexOf(rows[0] as EditorRow);
    const target = by < 0 ? first - 1 : first + rows.length + 1;
    if (target < 0 || target > view.length) return;
    const column = this.editor.config.columns[active.col]?.key ?? "item";
    if (this.drop(rows, target)) this.editor.goTo(rows[0] as EditorRow, column);
  }

  listenToPointer(): void {
    const { frame } = this.editor.grid;
    frame.append(this.mark);
    frame.addEventListener("mousedown", (event) => this.pressed(event), { capture: true });
    window.addEventListener("mousemove", (event) => this.moved(event));
    window.addEventListener("mouseup", () => this.released());
  }

  private pressed(event: MouseEvent): void {
    const target = event.target;
    if (event.button !== 0 || !(target instanceof Element) || !target.closest(".rowHeaders revogr-data")) return;
    const at = this.rowAt(event.clientY);
    const row = this.editor.grid.rows[at];
    if (!row || row.kind !== "line" || row === this.editor.rows.own.at(-1)) return;
    event.preventDefault();
    event.stopPropagation();
    const selected = this.editor.selectedLines;
    this.drag = { rows: selected.includes(row) ? selected : [row], from: event.clientY, target: null, timer: 0, y: event.clientY };
    if (!selected.includes(row)) this.editor.goTo(row, "item");
  }

  private rowAt(y: number): number {
    const top = this.editor.grid.frame.getBoundingClientRect().top + HEAD_HEIGHT;
    return Math.floor((y - top + this.editor.grid.places.scrolled) / ROW_HEIGHT);
  }

  private moved(event: MouseEvent): void {
    const drag = this.drag;
    if (!drag || (drag.target === null && Math.abs(event.clientY - drag.from) < SLIP)) return;
    drag.y = event.clientY;
    this.point(drag);
    if (drag.timer === 0) drag.timer = window.setInterval(() => this.scroll(drag), 30);
  }

  private point(drag: Drag): void {
    const { grid } = this.editor;
    const frame = grid.frame.getBoundingClientRect();
    const inside = drag.y - frame.top - HEAD_HEIGHT + grid.places.scrolled;
    drag.target = Math.min(Math.max(Math.round(inside / ROW_HEIGHT), 0), grid.rows.length);
    this.mark.hidden = false;
    this.mark.style.top = `${HEAD_HEIGHT + drag.target * ROW_HEIGHT - grid.places.scrolled}px`;
    grid.frame.classList.add("ls-dragging");
  }

  private scroll(drag: Drag): void {
    const { grid } = this.editor;
    const frame = grid.frame.getBoundingClientRect();
    const by = drag.y < frame.top + HEAD_HEIGHT + EDGE ? -SCROLL : drag.y > frame.bottom - EDGE - ROW_HEIGHT ? SCROLL : 0;
    if (by === 0) return;
    grid.places.scrollBy(by);
    this.point(drag);
  }

  private released(): void {
    const drag = this.drag;
    this.drag = null;
    if (!drag) return;
    window.clearInterval(drag.timer);
    this.mark.hidden = true;
    this.editor.grid.frame.classList.remove("ls-dragging");
    if (drag.target !== null) this.drop(drag.rows, drag.target);
  }

  /** Puts lines before the row of the view at a place; answers whether anything moved. */
  private drop(rows: EditorRow[], target: number): boolean {
    const { grid, view } = this.editor;
    if (view.grouping === "budget_code" || view.search !== "") {
      this.editor.say("Show all lines in their order, or by section, to move them.");
      return false;
    }
    const moving = new Set(rows);
    let before = target - 1;
    while (before >= 0 && (moving.has(grid.rows[before] as EditorRow) || grid.rows[before]?.kind === "group")) before -= 1;
    const after = grid.rows[before] ?? null;
    if (after?.kind === "fixed" || after === this.editor.rows.own.at(-1)) return false;
    this.editor.moveRows(rows, after, this.heading(rows, target));
    return true;
  }

  private heading(rows: readonly EditorRow[], target: number): CellChange<EditorRow>[] {
    const { grid, view } = this.editor;
    const column = this.editor.config.columns.find(({ key }) => key === "section");
    const name = view.headingOf(grid.rows, target - 1);
    if (view.grouping !== "section" || name === null || !column) return [];
    return rows.filter((row) => row.cells["section"] !== name).map((row) => ({ row, column, text: name }));
  }
}
