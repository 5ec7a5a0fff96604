/**
 * The rows of a schedule while it is being written: the text as typed, what is wrong with it, and
 * what it adds up to. Nothing is corrected behind the writer's back; figures stay as typed.
 */
import { plain, plus, rounded, same, times, type Decimal } from "./decimals";
import { parseFigure } from "./figures";
import { isFigure, type ColumnKind, type SheetColumn, type SheetRow } from "./sheet-types";

export interface ScheduleLine {
  readonly id?: number | null;
  readonly [column: string]: string | number | null | undefined;
}

export interface ScheduleConfig {
  readonly locale: string;
  readonly currency: string;
  readonly method: "amount" | "unit";
  readonly can_edit?: boolean;
  readonly label?: string;
  readonly columns?: readonly (Partial<SheetColumn> & { readonly key: string; readonly label: string })[];
  readonly rows: readonly ScheduleLine[];
  readonly errors?: readonly { readonly row: number; readonly column: string | null; readonly message: string }[];
}

export interface ScheduleRow extends SheetRow {
  readonly server: number | null;
  cells: Record<string, string>;
  /** Found by the sheet, by column. */
  faults: ReadonlyMap<string, string> | null;
  /** Said by the server about the text as it was sent; gone when the cell changes. */
  refusals: Map<string, string>;
}

const SPARE_ROWS = 8;
const KINDS: Record<string, [kind: ColumnKind, width: number]> = {
  item: ["text", 84],
  description: ["text", 260],
  section: ["text", 150],
  budget_code: ["text", 130],
  quantity: ["quantity", 110],
  unit: ["text", 70],
  unit_price: ["price", 120],
  scheduled_value: ["money", 140],
};
const LABELS: Record<string, string> = {
  item: "Item",
  description: "Description",
  section: "Section",
  budget_code: "Budget code",
  quantity: "Quantity",
  unit: "Unit",
  unit_price: "Unit price",
  scheduled_value: "Scheduled value",
};
const BY_AMOUNT = ["item", "description", "section", "budget_code", "scheduled_value"];
const BY_UNIT = ["item", "description", "section", "budget_code", "quantity", "unit", "unit_price", "scheduled_value"];

export function scheduleColumns(config: ScheduleConfig): SheetColumn[] {
  const keys = config.method === "unit" ? BY_UNIT : BY_AMOUNT;
  const asked = config.columns ?? keys.map((key) => ({ key, label: LABELS[key] ?? key }));
  return asked.map((column) => {
    const [kind, width] = KINDS[column.key] ?? ["text", 140];
    return { kind, width, editable: true, grow: column.key === "description", ...column };
  });
}

export class ScheduleRows {
  rows: ScheduleRow[];
  readonly total: ScheduleRow = { id: "total", kind: "total", rowClass: "ls-row-total", server: null, cells: {}, faults: null, refusals: new Map() };
  private count = 0;
  private items = new Map<string, number>();

  constructor(
    private readonly config: ScheduleConfig,
    readonly columns: readonly SheetColumn[],
  ) {
    this.rows = config.rows.map((line) => this.made(line));
    for (const { row, column, message } of config.errors ?? []) {
      this.rows[row - 1]?.refusals.set(column ?? this.columns[0]?.key ?? "", message);
    }
    this.keepSpare();
    this.recount();
  }

  private made(line: ScheduleLine): ScheduleRow {
    this.count += 1;
    const cells: Record<string, string> = {};
    for (const key of new Set([...BY_UNIT, ...this.columns.map((column) => column.key)])) {
      cells[key] = String(line[key] ?? "");
    }
    return { id: `row-${this.count}`, kind: "line", rowClass: "ls-row-line", server: line.id ?? null, cells, faults: null, refusals: new Map() };
  }

  /** The rows that say something, in every column that a schedule can have. */
  typed(): ScheduleLine[] {
    return this.rows.filter((row) => !this.isBlank(row)).map((row) => ({ id: row.server as number | null, ...row.cells }));
  }

  blanks(count: number): ScheduleRow[] {
    return Array.from({ length: count }, () => this.made({}));
  }

  isBlank(row: ScheduleRow): boolean {
    return this.columns.every(({ key }) => (row.cells[key] ?? "").trim() === "");
  }

  /** A few empty rows always wait below the last one that is filled. */
  keepSpare(): boolean {
    let last = this.rows.length - 1;
    while (last >= 0 && this.isBlank(this.rows[last] as ScheduleRow)) last -= 1;
    const missing = SPARE_ROWS - (this.rows.length - 1 - last);
    if (this.config.can_edit === false || missing <= 0) return false;
    this.rows.push(...this.blanks(missing));
    return true;
  }

  insert(at: number, added: readonly ScheduleRow[]): void {
    this.rows = [...this.rows.slice(0, at), ...added, ...this.rows.slice(at)];
  }

  remove(gone: ReadonlySet<ScheduleRow>): void {
    this.rows = this.rows.filter((row) => !gone.has(row));
  }

  set(row: ScheduleRow, key: string, text: string): void {
    row.cells[key] = text;
    row.faults = null;
    row.refusals.delete(key);
  }

  /** Counts items anew and forgets findings that depend on other rows. */
  recount(): void {
    const before = this.items;
    this.items = new Map();
    for (const row of this.rows) {
      const item = this.itemOf(row);
      if (item !== "") this.items.set(item, (this.items.get(item) ?? 0) + 1);
    }
    for (const row of this.rows) {
      const item = this.itemOf(row);
      if (row.faults && (before.get(item) ?? 0) > 1 !== (this.items.get(item) ?? 0) > 1) row.faults = null;
    }
  }

  private itemOf(row: ScheduleRow): string {
    return (row.cells["item"] ?? "").trim().toLocaleLowerCase();
  }

  faults(row: ScheduleRow): ReadonlyMap<string, string> {
    row.faults ??= this.checked(row);
    return row.faults;
  }

  message(row: ScheduleRow, key: string): string | null {
    if (row.kind !== "line") return null;
    return row.refusals.get(key) ?? this.faults(row).get(key) ?? null;
  }

  private checked(row: ScheduleRow): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    if (this.isBlank(row)) return found;
    const item = this.itemOf(row);
    if (item === "") found.set("item", "This line has no item.");
    else if ((this.items.get(item) ?? 0) > 1) found.set("item", "Another line has the same item.");
    for (const { key, kind } of this.columns) {
      const fault = isFigure(kind) ? this.figureFault(row.cells[key] ?? "") : null;
      if (fault) found.set(key, fault);
    }
    const product = this.product(row);
    const value = this.figure(row, "scheduled_value");
    if (product && value && !same(product, value)) {
      found.set("scheduled_value", `Quantity times unit price is ${plain(product)}.`);
    }
    return found;
  }

  private figureFault(text: string): string | null {
    const parsed = parseFigure(text, this.config.locale);
    if (parsed.kind === "refused") return parsed.message;
    return parsed.kind === "figure" && parsed.percent ? "A percentage cannot stand here. Type the figure itself." : null;
  }

  figure(row: ScheduleRow, key: string): Decimal | null {
    const parsed = parseFigure(row.cells[key] ?? "", this.config.locale);
    return parsed.kind === "figure" && !parsed.percent ? parsed.value : null;
  }

  product(row: ScheduleRow): Decimal | null {
    const quantity = this.figure(row, "quantity");
    const price = this.figure(row, "unit_price");
    return quantity && price && rounded(times(quantity, price), 2);
  }

  get lines(): ScheduleRow[] {
    return this.rows.filter((row) => !this.isBlank(row));
  }

  sum(): Decimal {
    let sum: Decimal = { digits: 0n, scale: 2 };
    for (const row of this.rows) {
      const value = this.figure(row, "scheduled_value");
      if (value) sum = plus(sum, value);
    }
    return sum;
  }

  /** What the form sends: the rows that hold anything, as typed. */
  sent(): Record<string, string | number | null>[] {
    return this.lines.map((row) => ({ id: row.server, ...row.cells }));
  }
}
