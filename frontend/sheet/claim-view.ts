/**
 * How somebody likes to see the sheets of a contract's claims: which columns, how they are
 * gathered, how high and how wide. Kept in the browser, contract by contract, and chosen in the
 * menu of the toolbar.
 */
import type { ClaimColumn, ClaimConfig, NamedKey } from "./claim-types";

export type ColumnSet = "usual" | "full";

interface Chosen {
  set?: ColumnSet;
  group?: string;
  height?: keyof typeof HEIGHTS;
  hidden?: string[];
  widths?: Record<string, number>;
}

const HEIGHTS = { compact: 26, usual: 32, roomy: 42 };
const LEAST_WIDTH = 40;
const MOST_WIDTH = 640;

export class ClaimView {
  private readonly place: string;
  private readonly chosen: Chosen;

  constructor(private readonly config: ClaimConfig, private readonly storage: Pick<Storage, "getItem" | "setItem"> | null) {
    this.place = `ledgerstone.sheet.${config.contract ?? 0}.${config.mode}`;
    this.chosen = this.read();
  }

  private read(): Chosen {
    try {
      const kept: unknown = JSON.parse(this.storage?.getItem(this.place) ?? "{}");
      return typeof kept === "object" && kept !== null ? kept : {};
    } catch {
      return {};
    }
  }

  /** A browser that keeps nothing shows the sheet as it is usual. */
  private keep(change: Partial<Chosen>): void {
    Object.assign(this.chosen, change);
    try {
      this.storage?.setItem(this.place, JSON.stringify(this.chosen));
    } catch {
      return;
    }
  }

  get set(): ColumnSet {
    return this.config.set === "full" ? "full" : (this.chosen.set ?? "usual");
  }

  set set(value: ColumnSet) {
    this.keep({ set: value });
  }

  /** How the lines are gathered: null as the page was drawn. */
  get group(): string | null {
    const { group } = this.chosen;
    const known = group === "none" || this.config.groupings?.some(({ key }) => key === group);
    return group !== undefined && known ? group : null;
  }

  set group(value: string | null) {
    this.keep(value === null ? {} : { group: value });
  }

  get height(): keyof typeof HEIGHTS {
    const { height } = this.chosen;
    return height !== undefined && height in HEIGHTS ? height : "usual";
  }

  set height(value: keyof typeof HEIGHTS) {
    this.keep({ height: value });
  }

  get rowHeight(): number {
    return HEIGHTS[this.height];
  }

  isHidden(part: string): boolean {
    return Array.isArray(this.chosen.hidden) && this.chosen.hidden.includes(part);
  }

  hide(part: string, hidden: boolean): void {
    const others = (this.chosen.hidden ?? []).filter((one) => one !== part);
    this.keep({ hidden: hidden ? [...others, part] : others });
  }

  widthOf(key: string): number | null {
    const width = this.chosen.widths?.[key];
    return typeof width === "number" && width >= LEAST_WIDTH ? Math.min(width, MOST_WIDTH) : null;
  }

  resize(key: string, width: number): void {
    this.keep({ widths: { ...this.chosen.widths, [key]: Math.min(Math.max(width, LEAST_WIDTH), MOST_WIDTH) } });
  }

  forgetWidths(): void {
    this.keep({ widths: {} });
  }

  shows(column: ClaimColumn): boolean {
    if (column.extra && this.set !== "full") return false;
    return !column.part || !this.isHidden(column.part);
  }

  /** The parts that fold away in the set of columns that is shown. */
  get parts(): readonly NamedKey[] {
    const here = new Set(this.config.columns.filter((column) => !column.extra || this.set === "full").map(({ part }) => part));
    return (this.config.parts ?? []).filter(({ key }) => here.has(key));
  }

  /** The ways to gather the lines, without groups last; none where there is nothing to choose. */
  get groupings(): readonly NamedKey[] {
    const ways = this.config.groupings ?? [];
    return ways.length === 0 ? [] : [...ways, { key: "none", label: "No groups" }];
  }

  /** The way that is shown now. */
  get grouping(): string {
    return this.group ?? this.config.groupings?.find(({ groups }) => !groups)?.key ?? "none";
  }
}
