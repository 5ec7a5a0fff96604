/** What the page gives the claim sheet, and what saving answers. Figures are canonical text or null. */
import type { SheetColumn } from "./sheet-types";

export type Cells = Record<string, string | null>;

export interface ClaimColumn extends SheetColumn {
  /** A box is bold when it differs from this column; assessed_… compares with claimed_… by itself. */
  readonly compare?: string;
  /** What it folds away with; without one it always stays. */
  readonly part?: string;
  /** Only the full set of columns has it. */
  readonly extra?: boolean;
  /** Typed on a group's row, this column is entered on the lines of the group. */
  readonly on_groups?: string;
}

/** How many comments and files a line has. */
export interface Marks {
  readonly comments: number;
  readonly files: number;
}

export interface NamedKey {
  readonly key: string;
  readonly label: string;
}

/** A way to gather the lines; the one that the page is drawn with has no places of its own. */
export interface Grouping extends NamedKey {
  readonly groups?: readonly NamedKey[];
  /** Per line, in the order of the lines, which of the groups it stands in. */
  readonly places?: readonly number[];
  readonly group_totals?: Record<string, Cells>;
}

export interface ReasonGiven {
  readonly code: string;
  readonly text: string;
}

export interface ClaimLine {
  readonly id: number;
  readonly item: string;
  readonly description: string;
  readonly group: string | null;
  readonly cells: Cells;
  readonly locked?: readonly string[];
  readonly flags?: readonly string[];
  readonly reason?: ReasonGiven | null;
  readonly marks?: Marks;
}

/** A column that is others added up, so that it can be previewed while typing. */
export interface SumRule {
  readonly column: string;
  readonly plus: readonly string[];
  readonly minus: readonly string[];
}

export interface ClaimConfig {
  readonly claim: number;
  readonly contract?: number;
  readonly version: number;
  readonly mode: "entry" | "review" | "read";
  /** What the page says was saved, before the time. */
  readonly saved: string;
  readonly locale: string;
  readonly currency: string;
  readonly label?: string;
  readonly urls: {
    readonly save: string;
    readonly reason: string;
    readonly group?: string;
    readonly present?: string;
    /** The page of a line, with 0 in the place of its number. */
    readonly line?: string;
    readonly sign_in?: string;
  };
  readonly columns: readonly ClaimColumn[];
  /** The set of columns that the page asks for. */
  readonly set?: "usual" | "full";
  readonly parts?: readonly NamedKey[];
  readonly groups: readonly NamedKey[];
  readonly groupings?: readonly Grouping[];
  readonly lines: readonly ClaimLine[];
  readonly totals: Cells;
  readonly group_totals: Record<string, Cells>;
  readonly reasons: readonly { readonly code: string; readonly label: string }[];
  readonly reason_note?: string;
  readonly sums?: readonly SumRule[];
  readonly can_edit: boolean;
  /** The cell to begin at. */
  readonly at?: { readonly line: number; readonly column: string } | null;
}

export interface CellEdit {
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly was: string | null;
}

export interface ChangedLine {
  readonly id: number;
  readonly cells: Cells;
  readonly flags?: readonly string[];
  readonly locked?: readonly string[];
  readonly reason?: ReasonGiven | null;
  readonly marks?: Marks;
}

/** One figure for the lines of a group, which share it. */
export interface GroupEdit {
  readonly lines: readonly number[];
  readonly column: string;
  readonly value: string;
}

/** Who else has the claim open, and what was changed since the page was last told. */
export interface PresenceAnswer extends Partial<SaveAnswer> {
  readonly version: number;
  readonly here: readonly string[];
  readonly mode: ClaimConfig["mode"];
}

export interface SaveAnswer {
  readonly version: number;
  readonly saved_at: string;
  readonly lines?: readonly ChangedLine[];
  readonly totals?: Cells;
  readonly group_totals?: Record<string, Cells>;
  readonly cover_html?: string;
  readonly decision?: { readonly act: string; readonly html: string };
  readonly head_html?: string;
  readonly warnings_html?: string;
  readonly retention_html?: string;
  readonly errors?: readonly { readonly line: number; readonly column: string; readonly message: string }[];
  readonly conflicts?: readonly {
    readonly line: number;
    readonly column: string;
    readonly theirs: string | null;
    readonly by: string;
    readonly message: string;
  }[];
}
