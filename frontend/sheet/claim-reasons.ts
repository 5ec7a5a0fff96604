/** Opens the reason popover for a line and sends what was chosen. */
import type { ClaimSheet } from "./claim-desk";
import type { ClaimRow } from "./claim-lines";
import type { ReasonGiven } from "./claim-types";
import { FigurePrinter } from "./figures";
import type { SheetGrid } from "./grid";
import { HEAD_HEIGHT } from "./places";
import { ReasonPopover } from "./reason-popover";
import type { SaveQueue } from "./save-queue";

const GAP = 6;

export class ClaimReasons {
  private readonly popover: ReasonPopover;
  private readonly printer: FigurePrinter;

  constructor(
    private readonly sheet: ClaimSheet,
    private readonly grid: SheetGrid<ClaimRow>,
    private readonly queue: SaveQueue,
  ) {
    this.popover = new ReasonPopover(grid.frame, sheet.config.reasons);
    this.printer = new FigurePrinter(sheet.config.locale);
    grid.frame.addEventListener("scroll", () => this.popover.put(), { capture: true, passive: true });
  }

  open(row: ClaimRow): void {
    const column = this.sheet.config.columns.find((one) => one.kind === "reason");
    const at = column && this.grid.at(row.id, column.key);
    if (!at) return;
    const selected = this.sheet.selectedLines.filter((one) => one !== row && this.sheet.lines.needsReason(one));
    const lacking = this.sheet.lines.cuts.withoutReason.filter((one) => one !== row);
    const others = selected.length > 0 ? selected : lacking;
    const cell = this.grid.places.rectOf(at);
    this.popover.open({
      title: `Reason for ${row.item}`,
      amount: this.printer.show(row.cells["difference"], "difference"),
      sentence: this.sentence(row),
      note: this.sheet.config.reason_note ?? "",
      given: row.reason,
      others: others.length,
      othersSelected: selected.length > 0,
      cellRight: Math.min(cell.left + cell.width, this.grid.frame.clientWidth),
      place: (height) => this.place(at, height),
      save: (reason, also) => this.give([row, ...(also ? others : [])], reason),
      closed: () => this.grid.focusCell(),
    });
  }

  private sentence(row: ClaimRow): string {
    const percent = (key: string): string | null => (key in row.cells ? this.printer.show(row.cells[key], "percent") : null);
    const money = (key: string): string => this.printer.show(row.cells[key], "money");
    const claimed = percent("claimed_percent") ?? money("claimed");
    const assessed = percent("assessed_percent") ?? money("assessed");
    return `${row.description}: claimed ${claimed}, assessed ${assessed}`;
  }

  /** Under the line where there is room above the totals, else above it. */
  private place(at: { row: number; col: number }, height: number): { top: number; above: boolean } {
    const needed = height + 2 * GAP;
    if (this.grid.places.rectOf(at).top + this.grid.places.rowHeight + needed > HEAD_HEIGHT + this.grid.places.bodyHeight) {
      this.grid.places.reveal(at, needed);
    }
    const top = this.grid.places.rectOf(at).top;
    const fits = top + this.grid.places.rowHeight + needed <= HEAD_HEIGHT + this.grid.places.bodyHeight + 1;
    return fits ? { top: top + this.grid.places.rowHeight + GAP, above: false } : { top: Math.max(GAP, top - height - GAP), above: true };
  }

  private give(rows: readonly ClaimRow[], reason: ReasonGiven): void {
    const label = this.sheet.config.reasons.find(({ code }) => code === reason.code)?.label ?? reason.code;
    for (const row of rows) {
      row.reason = reason;
      row.server = { ...row.server, reason: label };
      row.cells = { ...row.cells, reason: label };
      row.flags = new Set([...row.flags].filter((flag) => flag !== "needs_reason"));
    }
    this.queue.giveReason({ lines: rows.map((row) => row.line), ...reason });
    this.sheet.redraw();
  }
}
