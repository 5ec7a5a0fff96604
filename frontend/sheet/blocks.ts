/** Whole blocks of a sheet: copied, pasted, cleared and filled, and what is said about them. */
import { clearedBlock, copyBlock, fillBlock, fillDown, planPaste, type PastePlan } from "./clipboard";
import { counted } from "./sentences";
import type { Block, CellAt, CellChange, ChangeCause, SheetColumn, SheetContent, SheetRow } from "./sheet-types";

const SHOW_LEFT_OUT = 6000;

interface BlockSheet<R> {
  readonly rows: readonly R[];
  readonly block: Block | null;
  readonly active: CellAt | null;
  cell(at: CellAt | null): { row: R; column: SheetColumn } | null;
  redraw(): void;
}

export class SheetBlocks<R extends SheetRow> {
  private readonly leftOut = new Set<string>();

  constructor(
    private readonly sheet: BlockSheet<R>,
    private readonly content: SheetContent<R>,
    private readonly say: (sentence: string) => void,
  ) {}

  isLeftOut(row: R, key: string): boolean {
    return this.leftOut.has(`${row.id} ${key}`);
  }

  copied(): string | null {
    const block = this.sheet.block;
    return block && copyBlock(this.content, this.sheet.rows, block);
  }

  clear(): void {
    const block = this.sheet.block;
    if (block) this.write(clearedBlock(this.content, this.sheet.rows, block), "clear");
  }

  fillDown(): void {
    const block = this.sheet.block;
    if (block) this.write(fillDown(this.content, this.sheet.rows, block), "fill");
  }

  paste(text: string): void {
    const block = this.sheet.block;
    if (!block) return;
    const plan = planPaste(this.content, () => this.sheet.rows, { row: block.row, col: block.col }, block, text);
    this.write(plan.changes, "paste");
    this.tell(plan);
  }

  /** The handle at a cell's corner was dragged over its neighbours. */
  dragFilled(event: CustomEvent): void {
    event.preventDefault();
    const source = this.sheet.cell(this.sheet.active);
    const block = this.sheet.block;
    // The library leaves this detail untyped; it carries the range after the drag.
    const detail = event.detail as { newRange?: { y: number; y1: number } };
    if (!source || !block || !detail.newRange) return;
    const grown = { ...block, row: detail.newRange.y, endRow: detail.newRange.y1 };
    const text = this.content.draft(source.row, source.column);
    this.write(fillBlock(this.content, this.sheet.rows, grown, text).changes, "fill");
  }

  private write(changes: readonly CellChange<R>[], cause: ChangeCause): void {
    this.leftOut.clear();
    if (changes.length > 0) this.content.write(changes, cause);
  }

  private tell(plan: PastePlan<R>): void {
    const parts = [`${counted(plan.changes.length, "cell")} pasted.`];
    if (plan.leftOut.length > 0) parts.push(`${counted(plan.leftOut.length, "cell")} left out, because they cannot be changed here.`);
    if (plan.rowsOver > 0) parts.push(`${counted(plan.rowsOver, "row")} left out, because the sheet ends before them.`);
    if (plan.leftOut.length > 0 || plan.rowsOver > 0 || plan.changes.length > 1) this.say(parts.join(" "));
    plan.leftOut.forEach(({ row, column }) => this.leftOut.add(`${row.id} ${column.key}`));
    if (this.leftOut.size === 0) return;
    this.sheet.redraw();
    window.setTimeout(() => {
      this.leftOut.clear();
      this.sheet.redraw();
    }, SHOW_LEFT_OUT);
  }
}
