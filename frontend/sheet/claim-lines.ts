/**
 * The lines of a claim as the sheet knows them: the server's figures, what is typed over them and
 * not answered yet, and what was refused. The shown figures are always the server's with the
 * unanswered ones previewed on top.
 */
import { DIFFERENCE, known, movedTotals, preview } from "./claim-preview";
import { sign } from "./decimals";
import { editable, parseFigure } from "./figures";
import type { Cells, ChangedLine, ClaimColumn, ClaimConfig, ClaimLine, Grouping, Marks, ReasonGiven, SaveAnswer, SumRule } from "./claim-types";
import type { SheetColumn, SheetRow } from "./sheet-types";

export interface ClaimRow extends SheetRow {
  readonly line: number;
  readonly item: string;
  readonly description: string;
  /** The group that it stands in, as the lines are gathered now. */
  group: string;
  server: Cells;
  cells: Cells;
  flags: ReadonlySet<string>;
  locked: ReadonlySet<string>;
  reason: ReasonGiven | null;
  marks: Marks | null;
  /** What the sheet had seen of others' work when another one last changed this line. */
  touched: number;
}

/** Text in a cell that the server does not hold: awaiting its answer, or refused with a message. */
export interface Typed {
  readonly text: string;
  readonly message: string | null;
  readonly conflict: { readonly theirs: string | null; readonly by: string } | null;
}

export class ClaimLines {
  groups: readonly ClaimRow[] = [];
  readonly lines: ClaimRow[];
  readonly total: ClaimRow;
  private readonly byId = new Map<number, ClaimRow>();
  private readonly groupOf = new Map<string, ClaimRow>();
  private readonly ways = new Map<string, ClaimRow[]>();
  private readonly inGroup = new Map<string, ClaimRow[]>();
  private readonly typed = new Map<ClaimRow, Map<string, Typed>>();
  private readonly keys: ReadonlySet<string>;
  private readonly sums: readonly SumRule[];
  private readonly columns: ReadonlyMap<string, ClaimColumn>;

  constructor(private readonly config: ClaimConfig) {
    this.columns = new Map(config.columns.map((column) => [column.key, column]));
    this.keys = new Set(this.columns.keys());
    this.sums = config.sums ?? [DIFFERENCE];
    this.total = furniture("total", "total", "", config.totals);
    this.lines = config.lines.map(lineRow);
    this.lines.forEach((row) => this.byId.set(row.line, row));
    const own: Grouping = { key: "", label: "", groups: config.groups, group_totals: config.group_totals };
    for (const way of [own, ...(config.groupings ?? []).filter((one) => one.groups)]) {
      const rows = (way.groups ?? []).map(({ key, label }) => furniture("group", key, label, way.group_totals?.[key] ?? {}));
      this.ways.set(way.key, rows);
      rows.forEach((row) => this.groupOf.set(row.group, row));
    }
    this.gather(null);
  }

  /** Gathers the lines another way: null as the page was drawn, "none" without groups. */
  gather(by: string | null): void {
    const way = this.config.groupings?.find(({ key }) => key === by);
    const places = way?.places;
    const asDrawn = by === null || (way !== undefined && !places);
    this.groups = (asDrawn ? this.ways.get("") : this.ways.get(by)) ?? [];
    this.inGroup.clear();
    this.lines.forEach((row, index) => {
      row.group = asDrawn ? this.config.lines[index]?.group ?? "" : this.groups[places?.[index] ?? -1]?.group ?? "";
      const members = this.inGroup.get(row.group);
      if (members) members.push(row);
      else this.inGroup.set(row.group, [row]);
    });
    this.totalUp();
  }

  /** The lines of a group, also those that a filter leaves out. */
  members(group: ClaimRow): readonly ClaimRow[] {
    return this.inGroup.get(group.group) ?? [];
  }

  line(id: number): ClaimRow | undefined {
    return this.byId.get(id);
  }

  column(key: string): ClaimColumn | undefined {
    return this.columns.get(key);
  }

  typedIn(row: ClaimRow, key: string): Typed | undefined {
    return this.typed.get(row)?.get(key);
  }

  /** Cells whose text was refused, in the order of the lines. */
  get refused(): { row: ClaimRow; key: string; typed: Typed }[] {
    const found = [...this.typed].flatMap(([row, cells]) =>
      [...cells].flatMap(([key, typed]) => (typed.message === null ? [] : [{ row, key, typed }])),
    );
    if (found.length < 2) return found;
    const order = new Map(this.lines.map((row, index) => [row, index]));
    return found.sort((a, b) => (order.get(a.row) ?? 0) - (order.get(b.row) ?? 0));
  }

  /** Group rows with their lines below, as far as they pass the filter and are not folded. */
  view(folded: ReadonlySet<string>, passes: ((row: ClaimRow) => boolean) | null): ClaimRow[] {
    const view: ClaimRow[] = [];
    for (const group of this.groups) {
      const members = this.inGroup.get(group.group) ?? [];
      const shown = passes ? members.filter(passes) : members;
      if (shown.length === 0) continue;
      view.push(group);
      if (!folded.has(group.group)) view.push(...shown);
    }
    const loose = this.inGroup.get("") ?? [];
    return [...view, ...(passes ? loose.filter(passes) : loose)];
  }

  /** Takes typed text; answers why it cannot be sent, or null when it can. */
  type(row: ClaimRow, column: SheetColumn, text: string): string | null {
    const parsed = parseFigure(text, this.config.locale);
    const message = parsed.kind === "refused" ? parsed.message : null;
    this.keep(row, column.key, { text, message, conflict: null });
    return message;
  }

  keep(row: ClaimRow, key: string, typed: Typed): void {
    const cells = this.typed.get(row) ?? new Map<string, Typed>();
    cells.delete(key);
    cells.set(key, typed);
    this.typed.set(row, cells);
    this.derive(row);
  }

  forget(row: ClaimRow, key: string): void {
    const cells = this.typed.get(row);
    cells?.delete(key);
    if (cells?.size === 0) this.typed.delete(row);
    this.derive(row);
  }

  private derive(row: ClaimRow): void {
    if (row.kind !== "line") return;
    let cells = row.server;
    for (const [key, typed] of this.typed.get(row) ?? []) {
      const column = this.columns.get(key);
      if (!column || typed.message !== null) continue;
      cells = preview(cells, column, parseFigure(typed.text, this.config.locale), { keys: this.keys, sums: this.sums });
    }
    row.cells = cells;
  }

  /**
   * The text that brings a cell back to what it shows now. A percentage printed with its six
   * decimals may not give its amount to the cent again; then the amount itself is the way back.
   */
  wayBack(row: ClaimRow, column: SheetColumn, draft: string): { column: SheetColumn; text: string } {
    const amount = this.columns.get(column.key.replace(/_percent$/, ""));
    const stays = { column, text: draft };
    if (column.kind !== "percent" || !amount?.editable || row.locked.has(amount.key)) return stays;
    const again = preview(row.cells, column, parseFigure(draft, this.config.locale), { keys: this.keys, sums: [] });
    if (again[amount.key] === row.cells[amount.key]) return stays;
    return { column: amount, text: editable(row.cells[amount.key], "money", this.config.locale) };
  }

  /** Totals follow the previewed lines; called once after a batch of changes. */
  totalUp(): void {
    const moved = [...this.typed.keys()].filter((row) => row.kind === "line");
    this.total.cells = movedTotals(this.total.server, this.config.columns, moved);
    const touched = new Set(moved.map((row) => row.group));
    for (const group of this.groups) {
      const own = touched.has(group.group) ? moved.filter((row) => row.group === group.group) : [];
      group.cells = own.length > 0 ? movedTotals(group.server, this.config.columns, own) : group.server;
    }
  }

  /** The server's figures replace the preview; text that still waits stays on top. */
  take(answer: SaveAnswer): void {
    answer.lines?.forEach((changed) => this.takeLine(changed));
    if (answer.totals) this.total.server = answer.totals;
    for (const [key, cells] of Object.entries(answer.group_totals ?? {})) {
      const group = this.groupOf.get(key);
      if (group) group.server = { ...group.server, ...cells };
    }
  }

  private takeLine(changed: ChangedLine): void {
    const row = this.byId.get(changed.id);
    if (!row) return;
    row.server = { ...row.server, ...changed.cells };
    if (changed.flags) row.flags = new Set(changed.flags);
    if (changed.locked) row.locked = new Set(changed.locked);
    if (changed.reason !== undefined) row.reason = changed.reason;
    if (changed.marks !== undefined) row.marks = changed.marks;
    this.derive(row);
  }

  /** A cut that nobody gave a reason for; judged on what is shown, so that it shows at once. */
  needsReason(row: ClaimRow): boolean {
    if (row.kind !== "line" || !this.keys.has("reason")) return false;
    if (row.cells === row.server) return row.flags.has("needs_reason");
    const difference = known(row.cells, "difference");
    if (difference === null) return row.flags.has("needs_reason");
    return sign(difference) < 0 && !row.cells["reason"];
  }

  get cuts(): { all: ClaimRow[]; withoutReason: ClaimRow[] } {
    const withoutReason = this.lines.filter((row) => this.needsReason(row));
    const all = this.lines.filter((row) => this.needsReason(row) || (row.cells["reason"] ?? "") !== "");
    return { all, withoutReason };
  }

  differs(row: ClaimRow): boolean {
    if (this.keys.has("difference")) {
      const difference = known(row.cells, "difference");
      return (difference !== null && sign(difference) !== 0) || this.needsReason(row);
    }
    return row.flags.has("changed") || this.typed.has(row);
  }
}

function lineRow(line: ClaimLine): ClaimRow {
  return {
    id: `line-${line.id}`,
    kind: "line",
    rowClass: "ls-row-line",
    line: line.id,
    item: line.item,
    description: line.description,
    group: line.group ?? "",
    server: line.cells,
    cells: line.cells,
    flags: new Set(line.flags ?? []),
    locked: new Set(line.locked ?? []),
    reason: line.reason ?? null,
    marks: line.marks ?? null,
    touched: 0,
  };
}

function furniture(kind: "group" | "total", key: string, label: string, cells: Cells): ClaimRow {
  const shared = { line: 0, item: "", flags: new Set<string>(), locked: new Set<string>(), reason: null, marks: null, touched: 0 };
  return { ...shared, id: `${kind}-${key}`, kind, rowClass: `ls-row-${kind}`, description: label, group: key, server: cells, cells };
}
