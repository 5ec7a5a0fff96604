/**
 * Copying blocks to, and pasting blocks from, a spreadsheet. Group rows are furniture: they are
 * neither copied nor do they take up a pasted row.
 */
import { formatBlock, parseBlock } from "./tsv";
import type { Block, CellAt, CellChange, SheetColumn, SheetContent, SheetRow } from "./sheet-types";

export interface PastePlan<R> {
  readonly changes: CellChange<R>[];
  /** Cells that held text on the clipboard and may not be changed here. */
  readonly leftOut: { row: R; column: SheetColumn }[];
  /** Rows of the clipboard that found no line. */
  readonly rowsOver: number;
}

export function copyBlock<R extends SheetRow>(content: SheetContent<R>, view: readonly R[], block: Block): string {
  const columns = content.columns.slice(block.col, block.endCol + 1);
  const lines = view.slice(block.row, block.endRow + 1).filter((row) => row.kind === "line");
  return formatBlock(lines.map((row) => columns.map((column) => content.draft(row, column))));
}

export function planPaste<R extends SheetRow>(
  content: SheetContent<R>,
  view: () => readonly R[],
  at: CellAt,
  block: Block,
  text: string,
): PastePlan<R> {
  const clip = parseBlock(text);
  const first = clip[0];
  if (clip.length === 1 && first?.length === 1) return fillBlock(content, view(), block, first[0] ?? "");
  const wanted = clip.length;
  let lines = view().slice(at.row).filter((row) => row.kind === "line");
  const free = freeLines(content, lines);
  if (free > 0 && free < wanted && content.makeRoom) {
    content.makeRoom(wanted - free, lines[free - 1]);
    lines = view().slice(at.row).filter((row) => row.kind === "line");
  } else if (lines.length < wanted && content.makeRoom) {
    content.makeRoom(wanted - lines.length);
    lines = view().slice(at.row).filter((row) => row.kind === "line");
  }
  const plan: PastePlan<R> = { changes: [], leftOut: [], rowsOver: Math.max(0, wanted - lines.length) };
  clip.forEach((cells, index) => {
    const row = lines[index];
    if (row) cells.forEach((cell, offset) => put(content, plan, row, content.columns[at.col + offset], cell));
  });
  return plan;
}

/** How many lines from the first on are free to be pasted into. */
function freeLines<R extends SheetRow>(content: SheetContent<R>, lines: readonly R[]): number {
  const taken = lines.findIndex((row) => content.isFree?.(row) !== true);
  return taken < 0 ? lines.length : taken;
}

/** One cell on the clipboard fills the whole selected block. */
export function fillBlock<R extends SheetRow>(
  content: SheetContent<R>,
  view: readonly R[],
  block: Block,
  text: string,
): PastePlan<R> {
  const plan: PastePlan<R> = { changes: [], leftOut: [], rowsOver: 0 };
  for (const row of view.slice(block.row, block.endRow + 1)) {
    if (row.kind !== "line") continue;
    for (const column of content.columns.slice(block.col, block.endCol + 1)) put(content, plan, row, column, text);
  }
  return plan;
}

function put<R extends SheetRow>(
  content: SheetContent<R>,
  plan: PastePlan<R>,
  row: R,
  column: SheetColumn | undefined,
  text: string,
): void {
  if (!column) return;
  if (content.canEdit(row, column)) plan.changes.push({ row, column, text: text.trim() });
  else if (text.trim() !== "" && text.trim() !== content.draft(row, column)) plan.leftOut.push({ row, column });
}

/** Fills a block downwards from its first line. */
export function fillDown<R extends SheetRow>(content: SheetContent<R>, view: readonly R[], block: Block): CellChange<R>[] {
  const lines = view.slice(block.row, block.endRow + 1).filter((row) => row.kind === "line");
  const [source, ...rest] = lines;
  if (!source) return [];
  const columns = content.columns.slice(block.col, block.endCol + 1);
  return rest.flatMap((row) =>
    columns
      .filter((column) => content.canEdit(row, column))
      .map((column) => ({ row, column, text: content.draft(source, column) })),
  );
}

export function clearedBlock<R extends SheetRow>(content: SheetContent<R>, view: readonly R[], block: Block): CellChange<R>[] {
  return fillBlock(content, view, block, "").changes;
}
