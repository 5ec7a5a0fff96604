/** What of the schedule is not saved yet and why, each entry leading to its cell. */
import type { ScheduleEditor } from "./editor-desk";
import type { EditorRow } from "./editor-rows";
import { ProblemList, type Problem } from "./problems";

export class EditorProblems {
  private readonly list: ProblemList;
  count = 0;

  constructor(
    host: HTMLElement,
    private readonly editor: ScheduleEditor,
  ) {
    this.list = new ProblemList(host);
  }

  show(): void {
    const found: Problem[] = [];
    let count = 0;
    for (const row of this.editor.rows.dirty) {
      count += row.refusals.size > 0 ? row.refusals.size : this.editor.rows.faultsOf(row).size > 0 ? 1 : 0;
      for (const [key, refusal] of row.refusals) found.push(this.problem(row, key, refusal.message, refusal.theirs));
    }
    this.count = count;
    this.list.show(found, (number) => (number === 1 ? "1 cell was not accepted" : `${number} cells were not accepted`));
  }

  private problem(row: EditorRow, key: string, message: string, theirs: string | null | undefined): Problem {
    const label = this.editor.config.columns.find((column) => column.key === key)?.label ?? "";
    const named = row.cells["item"] === "" ? "New line" : `Line ${row.cells["item"]}`;
    return {
      place: label === "" ? `${named}:` : `${named}, ${label.toLowerCase()}:`,
      message,
      typed: key === "" ? "" : (row.cells[key] ?? ""),
      actions: this.actions(row, key, theirs, message),
      go: () => this.editor.goTo(row, key === "" ? "item" : key),
    };
  }

  private actions(row: EditorRow, key: string, theirs: string | null | undefined, message: string): NonNullable<Problem["actions"]> {
    if (theirs !== undefined && key !== "") {
      return [
        { label: "Keep mine", act: () => this.settle(row, key, theirs, row.cells[key] ?? "") },
        { label: "Take theirs", act: () => this.settle(row, key, theirs, theirs ?? "") },
      ];
    }
    if (theirs !== undefined) {
      return [
        { label: "Keep it as a new line", act: () => this.keepLine(row) },
        { label: "Let it go", act: () => this.letGo(row) },
      ];
    }
    if (key === "budget_code" && this.editor.mayCreateCodes && message.includes("is not on this project")) {
      return [{ label: "Add it to the project", act: () => this.addCode(row) }];
    }
    return [];
  }

  private settle(row: EditorRow, key: string, theirs: string | null, text: string): void {
    row.server = { ...row.server, [key]: theirs ?? "" };
    this.editor.rows.set(row, key, text);
    this.editor.changed(false);
  }

  private keepLine(row: EditorRow): void {
    this.editor.rows.unknown(row);
    row.refusals.clear();
    this.editor.rows.dirty.add(row);
    this.editor.changed(true);
  }

  private letGo(row: EditorRow): void {
    this.editor.rows.unknown(row);
    row.refusals.clear();
    this.editor.deleteRows([row]);
  }

  /** One word makes all codes that wait for it. */
  private addCode(row: EditorRow): void {
    for (const one of this.editor.rows.dirty) {
      if (one.refusals.get("budget_code")?.message.includes("is not on this project")) one.refusals.delete("budget_code");
    }
    row.refusals.delete("budget_code");
    this.editor.sync.createCodes = true;
    this.editor.changed(false);
  }

  /** What is not saved, as text to take along. */
  unsavedText(): string {
    const keys = this.editor.config.columns.map(({ key }) => key).filter((key) => key !== "billed");
    return [...this.editor.rows.dirty].map((row) => keys.map((key) => row.cells[key] ?? "").join("\t")).join("\n");
  }
}
