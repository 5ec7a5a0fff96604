/** What the page gives the claim sheet, and what saving answers. Figures are canonical text or null. */
import type { SheetColumn } from "./sheet-types";

export type Cells = Record<string, string | null>;

export interface ClaimColumn extends SheetColumn {
  /** A box is bold when it differs from this column; assessed_… compares with claimed_… by itself. */
  readonly compare?: string;
}

export interface ReasonGiven {
  readonly code: string;
  readonly text: string;
}

export interface ClaimLine {
  readonly id: number;
  readonly item: string;
  readonly description: string;
  readonly group: string;
  readonly cells: Cells;
  readonly locked?: readonly string[];
  readonly flags?: readonly string[];
  readonly reason?: ReasonGiven | null;
}

/** A column that is others added up, so that it can be previewed while typing. */
export interface SumRule {
  readonly column: string;
  readonly plus: readonly string[];
  readonly minus: readonly string[];
}

export interface ClaimConfig {
  readonly claim: number;
  readonly version: number;
  readonly mode: "entry" | "review" | "read";
  readonly locale: string;
  readonly currency: string;
  readonly label?: string;
  readonly urls: { readonly save: string; readonly reason: string; readonly sign_in?: string };
  readonly columns: readonly ClaimColumn[];
  readonly groups: readonly { readonly key: string; readonly label: string }[];
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
  readonly errors?: readonly { readonly line: number; readonly column: string; readonly message: string }[];
  readonly conflicts?: readonly {
    readonly line: number;
    readonly column: string;
    readonly theirs: string | null;
    readonly by: string;
    readonly message: string;
  }[];
}
