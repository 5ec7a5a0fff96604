/** What the schedule editor and the server say to each other: web/contracts/schedule_wire.py. */
import type { SheetColumn } from "./sheet-types";

export interface EditorConfig {
  readonly locale: string;
  readonly currency: string;
  readonly method: "amount" | "unit";
  readonly label: string;
  readonly columns: readonly SheetColumn[];
  readonly urls: { readonly lines: string; readonly split: string; readonly move_amount: string; readonly sign_in: string };
  readonly words: { readonly budget_code: string; readonly variation: string };
  readonly line_count: number;
}

/** Id, place of its variation or -1, what is billed of it, then its cells. */
export type WireLine = readonly [id: number, variation: number, billed: string, ...cells: string[]];

export interface Everything {
  readonly version: number;
  readonly columns: readonly string[];
  readonly lines: readonly WireLine[];
  readonly variations: readonly { readonly label: string; readonly counts: boolean; readonly status: string }[];
  readonly codes: readonly (readonly [code: string, name: string])[];
  readonly tax_codes: readonly (readonly [code: string, name: string])[];
  readonly may_create_codes: boolean;
}

export interface LinesAnswer {
  readonly version: number;
  readonly saved_at: string;
  /** As it stands in the head of the page. */
  readonly contract_sum: string;
  readonly ids: Readonly<Record<string, number>>;
  readonly removed: readonly number[];
  readonly order?: readonly number[];
  readonly lines?: readonly WireLine[];
  readonly everything?: Everything;
}

export interface LineConflict {
  readonly line: number;
  readonly column: string;
  readonly theirs: string | null;
  readonly by: string;
  readonly message: string;
}

export interface Batch {
  readonly since: number;
  readonly changes: readonly (readonly [line: number, column: string, text: string, was: string])[];
  readonly added: readonly { readonly ref: string; readonly after: number | string | null; readonly cells: Readonly<Record<string, string>> }[];
  readonly removed: readonly number[];
  readonly order?: readonly (number | string)[];
  readonly create_codes: boolean;
}

export type LinesOutcome =
  | { readonly kind: "answer"; readonly answer: LinesAnswer }
  | { readonly kind: "refused"; readonly message: string; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: "conflict"; readonly message: string; readonly conflicts: readonly LineConflict[] }
  | { readonly kind: "stopped"; readonly message: string }
  | { readonly kind: "signed_out" }
  | { readonly kind: "unreachable" };
