/**
 * The lines of a schedule in its editor: what the server has, what is typed over it, and in which
 * order they stand. Figures are read once for each text; sums follow the lines that change, so that
 * nothing walks over five thousand lines for one of them.
 */
import { plain, plus, negated, rounded, same, times, type Decimal, decimal } from "./decimals";
import { parseFigure } from "./figures";
import { isFigure, type SheetColumn, type SheetRow } from "./sheet-types";
import type { WireLine } from "./editor-types";

export interface EditorRow extends SheetRow {
  /** The id the server knows it by; null for a line that is not saved yet. */
  line: number | null;
  readonly ref: string;
  readonly variation: number;
  billed: string;
  /** As the server has it; of a new line all blank. */
  server: Readonly<Record<string, string>>;
  cells: Record<string, string>;
  /** The scheduled value as it counts, read from its cell. */
  value: Decimal | null;
  /** Said by the server about a cell; gone when the cell changes. */
  refusals: Map<string, Refusal>;
  faults: ReadonlyMap<string, string> | null;
}

export interface Refusal {
  readonly message: string;
  /** What somebody else made of the cell meanwhile. */
  readonly theirs?: string | null;
}

const HEAD = 3;

function textAt(wire: WireLine, index: number): string {
  return String(wire[index + HEAD] ?? "");
}

const NIL: Decimal = { digits: 0n, scale: 2 };
const NO_FAULTS: ReadonlyMap<string, string> = new Map();

export class EditorRows {
  /** Own lines in their order, the last of them blank and waiting. */
  own: EditorRow[] = [];
  /** Lines of variations; they are changed on their own pages. */
  foreign: EditorRow[] = [];
  readonly total: EditorRow;
  sum: Decimal = NIL;
  /** What may be unsaved; the sync looks at no other line. */
  readonly dirty = new Set<EditorRow>();
  private keys: readonly string[] = [];
  private blanks: Readonly<Record<string, string>> = {};
  private readonly byLine = new Map<number, EditorRow>();
  private count = 0;

  constructor(
    readonly columns: readonly SheetColumn[],
    private readonly locale: string,
    private readonly method: "amount" | "unit",
  ) {
    this.total = this.furniture("total", "total", "");
  }

  start(keys: readonly string[]): void {
    this.keys = keys.slice(HEAD);
    this.blanks = Object.fromEntries(this.keys.map((key) => [key, ""]));
  }

  furniture(kind: "group" | "total", id: string, label: string): EditorRow {
    const cells = { description: label };
    return { id: `${kind}-${id}`, kind, rowClass: `ls-row-${kind}`, line: null, ref: "", variation: -1, billed: "", server: cells, cells, value: null, refusals: new Map(), faults: NO_FAULTS };
  }

  /** A row from the server's array. */
  made(wire: WireLine): EditorRow {
    const server: Record<string, string> = {};
    this.keys.forEach((key, index) => (server[key] = textAt(wire, index)));
    const row = this.row(wire[1] < 0 ? "line" : "fixed", wire[1], server);
    row.line = wire[0];
    row.billed = wire[2];
    row.value = decimal(server["scheduled_value"] ?? "");
    this.byLine.set(wire[0], row);
    return row;
  }

  blank(): EditorRow {
    return this.row("line", -1, this.blanks);
  }

  private row(kind: "line" | "fixed", variation: number, server: Readonly<Record<string, string>>): EditorRow {
    this.count += 1;
    const ref = `new-${this.count}`;
    return { id: ref, kind, rowClass: kind === "line" ? "ls-row-line" : "ls-row-fixed", line: null, ref, variation, billed: "", server, cells: { ...server }, value: null, refusals: new Map(), faults: NO_FAULTS };
  }

  line(id: number): EditorRow | undefined {
    return this.byLine.get(id);
  }

  /** A new line was saved under this id. */
  known(row: EditorRow, id: number): void {
    row.line = id;
    this.byLine.set(id, row);
  }

  /** The server has this line no longer; typed text makes it a new one. */
  unknown(row: EditorRow): void {
    if (row.line !== null) this.byLine.delete(row.line);
    row.line = null;
    row.billed = "";
    row.server = this.blanks;
  }

  /** A heading or a code alone make no line: they come with the place that a line is added at. */
  isBlank(row: EditorRow): boolean {
    return this.keys.every((key) => key === "section" || key === "budget_code" || (row.cells[key] ?? "").trim() === "");
  }

  /** An empty line under the same heading as another one. */
  blankBeside(row: EditorRow | null, grouping: string): EditorRow {
    const made = this.blank();
    if (row && (grouping === "section" || grouping === "budget_code")) made.cells[grouping] = row.cells[grouping] ?? "";
    return made;
  }

  isChanged(row: EditorRow): boolean {
    return this.keys.some((key) => row.cells[key] !== row.server[key]);
  }

  changed(row: EditorRow): string[] {
    return this.keys.filter((key) => row.cells[key] !== row.server[key]);
  }

  set(row: EditorRow, key: string, text: string): void {
    row.cells[key] = text;
    row.refusals.delete(key);
    row.refusals.delete("");
    row.faults = null;
    this.dirty.add(row);
    if (key === "scheduled_value") this.revalue(row);
  }

  private revalue(row: EditorRow): void {
    const value = this.figure(row, "scheduled_value");
    this.follow(row, value);
  }

  /** The sum follows a line whose value changed, or that came or went. */
  private follow(row: EditorRow, value: Decimal | null): void {
    if (row.value) this.sum = plus(this.sum, negated(row.value));
    if (value) this.sum = plus(this.sum, value);
    row.value = value;
  }

  recount(): void {
    let sum = NIL;
    for (const row of this.own) if (row.value) sum = plus(sum, row.value);
    this.sum = sum;
  }

  figure(row: EditorRow, key: string): Decimal | null {
    const text = row.cells[key] ?? "";
    if (text === "") return null;
    const parsed = parseFigure(text, this.locale);
    return parsed.kind === "figure" && !parsed.percent ? parsed.value : null;
  }

  /** Takes what the server says about a line; text typed since stays. */
  take(row: EditorRow, wire: WireLine): void {
    const before = row.server;
    const server: Record<string, string> = {};
    this.keys.forEach((key, index) => {
      const text = textAt(wire, index);
      server[key] = text;
      if (row.cells[key] === before[key] || this.saysTheSame(row, key, text)) row.cells[key] = text;
    });
    row.server = server;
    row.billed = wire[2];
    row.faults = null;
    this.revalue(row);
    if (!this.isChanged(row)) this.dirty.delete(row);
    else this.dirty.add(row);
  }

  /** Whether what is typed is the server's text, as figures where both are. */
  private saysTheSame(row: EditorRow, key: string, text: string): boolean {
    const typed = row.cells[key] ?? "";
    if (typed.trim() === text) return true;
    const mine = parseFigure(typed, this.locale);
    const theirs = decimal(text.replace(/%$/, ""));
    return mine.kind === "figure" && theirs !== null && same(mine.value, theirs);
  }

  // What is wrong

  message(row: EditorRow, key: string): string | null {
    if (row.kind !== "line") return null;
    return (row.refusals.get(key)?.message ?? this.faultsOf(row).get(key)) || null;
  }

  faultsOf(row: EditorRow): ReadonlyMap<string, string> {
    row.faults ??= this.checked(row);
    return row.faults;
  }

  /** A line waits while something of it is missing or wrong. */
  waits(row: EditorRow): boolean {
    return row.refusals.size > 0 || this.faultsOf(row).size > 0;
  }

  private checked(row: EditorRow): ReadonlyMap<string, string> {
    if (row.line === null && this.isBlank(row)) return NO_FAULTS;
    const found = new Map<string, string>();
    for (const { key, kind } of this.columns) {
      if (key === "billed" || !isFigure(kind)) continue;
      const parsed = parseFigure(row.cells[key] ?? "", this.locale);
      if (parsed.kind === "refused") found.set(key, parsed.message);
      else if (parsed.kind === "figure" && parsed.percent && kind !== "percent") found.set(key, "A percentage cannot stand here. Type the figure itself.");
    }
    this.checkWhole(row, found);
    return found.size === 0 ? NO_FAULTS : found;
  }

  private checkWhole(row: EditorRow, found: Map<string, string>): void {
    const missing = (key: string): boolean => (row.cells[key] ?? "").trim() === "";
    if (row.line !== null && missing("item")) found.set("item", "A line keeps an item.");
    if (missing("description")) found.set("description", "Type a description; then the line is saved.");
    const measured = ["quantity", "unit", "unit_price"].filter((key) => !missing(key));
    if (this.method === "unit" && measured.length > 0) {
      for (const key of ["quantity", "unit", "unit_price"]) {
        if (missing(key)) found.set(key, "Quantity, unit and unit price stand together.");
      }
      const product = this.product(row);
      const value = this.figure(row, "scheduled_value");
      if (product && value && !same(product, value)) found.set("scheduled_value", `Quantity times unit price is ${plain(product)}.`);
    } else if (missing("scheduled_value")) {
      found.set("scheduled_value", "Type a value, 0 if it is meant to be nil; then the line is saved.");
    }
  }

  product(row: EditorRow): Decimal | null {
    const quantity = this.figure(row, "quantity");
    const price = this.figure(row, "unit_price");
    return quantity && price && rounded(times(quantity, price), 2);
  }
}
