/**
 * The active cell and the selected block, in rows and columns of the sheet. The grid library
 * keeps frozen and scrolling columns in separate stores; this is where they become one sheet.
 */
import type { PluginProviders, DimensionCols } from "@revolist/revogrid";
import type { Block, CellAt } from "./sheet-types";

type Connector = PluginProviders["selection"];

export class Selection {
  private wholeSheet = false;

  constructor(
    private readonly connector: Connector,
    private readonly frozen: () => number,
    private readonly columns: () => number,
    private readonly rows: () => number,
  ) {}

  /** The active cell, or null when none is, or when it is one of the totals. */
  get active(): CellAt | null {
    const store = this.connector.focusedStore;
    if (!store || this.connector.storesYToType[store.position.y] !== "rgRow") return null;
    const type = this.connector.storesXToType[store.position.x];
    return { row: store.cell.y, col: store.cell.x + (type === "colPinStart" ? 0 : this.frozen()) };
  }

  get inTotals(): boolean {
    const store = this.connector.focusedStore;
    return store !== null && this.connector.storesYToType[store.position.y] !== "rgRow";
  }

  get block(): Block | null {
    if (this.wholeSheet) {
      return { row: 0, col: 0, endRow: this.rows() - 1, endCol: this.columns() - 1 };
    }
    const active = this.active;
    const range = this.connector.selectedRange;
    if (!active) return null;
    if (!range) return { ...active, endRow: active.row, endCol: active.col };
    const shift = active.col - (this.connector.focused?.x ?? 0);
    return { row: range.y, col: range.x + shift, endRow: range.y1, endCol: range.x1 + shift };
  }

  /** The corner of the block that moves when the block is extended. */
  get end(): CellAt | null {
    const active = this.active;
    const block = this.block;
    if (!active || !block) return active;
    return {
      row: block.row === active.row ? block.endRow : block.row,
      col: block.col === active.col ? block.endCol : block.col,
    };
  }

  set(cell: CellAt, end: CellAt = cell): CellAt {
    this.wholeSheet = false;
    const area: DimensionCols = cell.col < this.frozen() ? "colPinStart" : "rgCol";
    const from = area === "colPinStart" ? 0 : this.frozen();
    const last = area === "colPinStart" ? this.frozen() - 1 : this.columns() - 1;
    const x = this.connector.storesByType[area];
    const y = this.connector.storesByType.rgRow;
    if (x === undefined || y === undefined) return cell;
    const endCol = Math.min(Math.max(end.col, from), last);
    this.connector.focusByCell(
      { x, y },
      { x: cell.col - from, y: cell.row },
      { x: endCol - from, y: end.row },
    );
    return { row: end.row, col: endCol };
  }

  selectAll(): void {
    this.connector.selectAll();
    this.wholeSheet = true;
  }

  /** A pointer moved the selection: it no longer is the whole sheet. */
  pointed(): void {
    this.wholeSheet = false;
  }

  clear(): void {
    this.wholeSheet = false;
    this.connector.clearAll();
  }
}
