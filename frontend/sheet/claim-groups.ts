/** Figures typed on the row of a group: the server shares them out over the lines of the group. */
import type { ClaimContent } from "./claim-content";
import type { ClaimLines, ClaimRow } from "./claim-lines";
import type { GroupEdit, SaveAnswer } from "./claim-types";
import { editable, parseFigure } from "./figures";
import type { Step } from "./history";
import { isFigure, type CellChange, type SheetColumn } from "./sheet-types";

/** What brings a line back to its figures: the first of these that it takes. */
const WAYS_BACK = ["quantity_to_date", "work_this_period", "assessed_quantity_to_date", "assessed"];
const MOST_TOLD = 3;

export interface GroupDesk {
  readonly lines: ClaimLines;
  readonly content: ClaimContent;
  readonly locale: string;
  /** Sends a figure for the lines of a group. */
  send(edit: GroupEdit): void;
  /** Puts figures back into cells of lines that nobody else changed since. */
  put(cells: readonly CellChange<ClaimRow>[], seen: number): void;
  seen(): number;
  remember(step: Step): void;
}

export class ClaimGroups {
  /** Where each figure was typed. */
  private readonly places = new WeakMap<GroupEdit, { group: ClaimRow; column: SheetColumn }>();

  constructor(private readonly desk: GroupDesk) {}

  enter(group: ClaimRow, column: SheetColumn, text: string): void {
    const { lines, locale } = this.desk;
    const on = lines.column(column.key)?.on_groups;
    if (!on) return;
    const parsed = parseFigure(text, locale);
    const message = parsed.kind === "refused" ? parsed.message : null;
    lines.keep(group, column.key, { text, message, conflict: null });
    if (message !== null) return;
    const rows = [...lines.members(group)];
    const before = rows.flatMap((row) => this.wayBack(row));
    const edit: GroupEdit = { lines: rows.map(({ line }) => line), column: on, value: text };
    this.places.set(edit, { group, column });
    const act = (): void => {
      lines.keep(group, column.key, { text, message: null, conflict: null });
      this.desk.send(edit);
    };
    this.desk.send(edit);
    const seen = this.desk.seen();
    this.desk.remember({ label: "type", undo: () => this.desk.put(before, seen), redo: act });
  }

  private wayBack(row: ClaimRow): CellChange<ClaimRow>[] {
    for (const key of WAYS_BACK) {
      const column = this.desk.lines.column(key);
      if (!column || !isFigure(column.kind) || !this.desk.content.canEdit(row, column)) continue;
      return [{ row, column, text: editable(row.cells[key], column.kind, this.desk.locale) }];
    }
    return [];
  }

  /** Nothing of a figure was entered where a line of the group could not take its part. */
  answered(edit: GroupEdit, answer: SaveAnswer): void {
    const { lines } = this.desk;
    const place = this.places.get(edit);
    if (!place) return;
    const { group, column } = place;
    const why = [...(answer.errors ?? []), ...(answer.conflicts ?? [])].map(({ message }) => message);
    if (why.length === 0) {
      lines.forget(group, column.key);
      return;
    }
    const told = why.slice(0, MOST_TOLD).join(" ");
    const more = why.length > MOST_TOLD ? ` And ${why.length - MOST_TOLD} more.` : "";
    lines.keep(group, column.key, { text: edit.value, message: `${told}${more}`, conflict: null });
  }
}
