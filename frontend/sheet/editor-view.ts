/** The lines as they are shown: in their order or under headings, those found, folded or open. */
import { plain, plus, type Decimal } from "./decimals";
import type { EditorRow, EditorRows } from "./editor-rows";
import type { Everything } from "./editor-types";

export type Grouping = "" | "section" | "budget_code";

const NIL: Decimal = { digits: 0n, scale: 2 };

export class EditorView {
  grouping: Grouping = "section";
  search = "";
  readonly folded = new Set<string>();
  private readonly groups = new Map<string, EditorRow>();

  constructor(
    private readonly rows: EditorRows,
    private readonly without: Readonly<Record<Exclude<Grouping, "">, string>>,
  ) {}

  /** Rows to show: own lines, under headings where asked, then each variation's. */
  shown(variations: Everything["variations"]): EditorRow[] {
    const words = this.search.trim().toLocaleLowerCase();
    const own = words === "" ? this.rows.own : this.rows.own.filter((row) => this.isFound(row, words));
    const view = this.grouping === "" ? [...own] : this.grouped(own, this.grouping);
    const foreign = words === "" ? this.rows.foreign : this.rows.foreign.filter((row) => this.isFound(row, words));
    variations.forEach((variation, place) => {
      const lines = foreign.filter((row) => row.variation === place);
      if (lines.length === 0) return;
      const note = variation.counts ? "" : ` (${variation.status}, not counted)`;
      this.open(view, `variation-${place}`, `${variation.label}${note}`, lines);
    });
    return view;
  }

  private isFound(row: EditorRow, words: string): boolean {
    const { item, description, section, budget_code } = row.cells;
    return `${item} ${description} ${section} ${budget_code}`.toLocaleLowerCase().includes(words);
  }

  /** Lines under the heading of their section or code, headings by their first line. */
  private grouped(own: readonly EditorRow[], field: Exclude<Grouping, "">): EditorRow[] {
    const found = new Map<string, EditorRow[]>();
    const loose: EditorRow[] = [];
    for (const row of own) {
      const name = (row.cells[field] ?? "").trim();
      if (name === "") loose.push(row);
      else if (found.has(name)) found.get(name)?.push(row);
      else found.set(name, [row]);
    }
    // Where no line has a heading, none is drawn.
    if (found.size === 0) return [...own];
    const view: EditorRow[] = [];
    for (const [name, lines] of found) this.open(view, `${field}-${name}`, name, lines);
    if (loose.length === 1 && this.rows.isBlank(loose[0] as EditorRow)) view.push(...loose);
    else this.open(view, `${field}-`, this.without[field], loose);
    return view;
  }

  private open(view: EditorRow[], id: string, label: string, lines: readonly EditorRow[]): void {
    const group = this.groups.get(id) ?? this.rows.furniture("group", id, label);
    this.groups.set(id, group);
    let sum = NIL;
    for (const row of lines) if (row.value) sum = plus(sum, row.value);
    group.cells = { description: label, scheduled_value: plain(sum) };
    view.push(group);
    if (!this.folded.has(group.id)) view.push(...lines);
  }

  fold(group: EditorRow): void {
    if (!this.folded.delete(group.id)) this.folded.add(group.id);
  }

  /** The heading that a row of the view stands under; null where there is none. */
  headingOf(view: readonly EditorRow[], at: number): string | null {
    if (this.grouping === "") return null;
    for (let place = at; place >= 0; place -= 1) {
      const row = view[place];
      if (row?.kind === "group") return row.id === `group-${this.grouping}-` ? "" : (row.cells["description"] ?? "");
    }
    return null;
  }
}
