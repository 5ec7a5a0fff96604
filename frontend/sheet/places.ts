/**
 * Where cells lie. Rows have one height and columns known widths, so a cell's place is
 * arithmetic and is known before the grid has drawn it.
 */
import type { CellRect } from "./cell-editor";
import type { CellAt, SheetColumn } from "./sheet-types";

/** Unless the sheet lets it be chosen. */
export const ROW_HEIGHT = 32;
export const HEAD_HEIGHT = 34;
export const NUMBERS_WIDTH = 52;

export class Places {
  readonly numbers: number;
  frozen: number;
  widths: number[];
  rowHeight = ROW_HEIGHT;

  constructor(
    private readonly grid: HTMLElement,
    columns: readonly SheetColumn[],
    rowNumbers: boolean,
  ) {
    this.frozen = columns.filter((column) => column.frozen).length;
    this.numbers = rowNumbers ? NUMBERS_WIDTH : 0;
    this.widths = columns.map((column) => column.width);
  }

  use(columns: readonly SheetColumn[], widths: number[]): void {
    this.frozen = columns.filter((column) => column.frozen).length;
    this.widths = widths;
  }

  private get down(): HTMLElement | null {
    return this.grid.querySelector<HTMLElement>("revogr-viewport-scroll.rgCol .vertical-inner");
  }

  private get sideways(): HTMLElement | null {
    return this.grid.querySelector<HTMLElement>("revogr-viewport-scroll.rgCol");
  }

  private span(from: number, to: number): number {
    return this.widths.slice(from, to).reduce((sum, width) => sum + width, 0);
  }

  rectOf(at: CellAt): CellRect {
    const shift = at.col < this.frozen ? 0 : (this.sideways?.scrollLeft ?? 0);
    const top = HEAD_HEIGHT + at.row * this.rowHeight - (this.down?.scrollTop ?? 0);
    return { left: this.numbers + this.span(0, at.col) - shift, top, width: this.widths[at.col] ?? 0, height: this.rowHeight };
  }

  /** How far the lines are scrolled down. */
  get scrolled(): number {
    return this.down?.scrollTop ?? 0;
  }

  scrollBy(pixels: number): void {
    if (this.down) this.down.scrollTop += pixels;
  }

  /** The height in which lines are seen, between the head and the totals. */
  get bodyHeight(): number {
    return this.down?.clientHeight ?? 0;
  }

  /** Scrolls so that the row, and `below` pixels under it, are seen above the totals. */
  reveal(at: CellAt, below = 0): void {
    const scroller = this.down;
    if (!scroller) return;
    const top = at.row * this.rowHeight;
    const least = Math.min(top, top + this.rowHeight + below - scroller.clientHeight);
    if (scroller.scrollTop < least) scroller.scrollTop = least;
    if (scroller.scrollTop > top) scroller.scrollTop = top;
    this.revealColumn(at.col);
  }

  private revealColumn(col: number): void {
    const sideways = this.sideways;
    if (!sideways || col < this.frozen) return;
    const left = this.span(this.frozen, col);
    const least = left + (this.widths[col] ?? 0) - sideways.clientWidth;
    if (sideways.scrollLeft > left) sideways.scrollLeft = left;
    if (sideways.scrollLeft < least) sideways.scrollLeft = least;
  }
}
