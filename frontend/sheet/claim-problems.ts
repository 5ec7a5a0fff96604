/** Cells of a claim that were refused, or that somebody else changed meanwhile. */
import type { ClaimSheet } from "./claim-desk";
import { FigurePrinter } from "./figures";
import { ProblemList, type Problem } from "./problems";

export class ClaimProblems {
  private readonly list: ProblemList;
  private readonly printer: FigurePrinter;

  constructor(host: HTMLElement, private readonly sheet: ClaimSheet) {
    this.list = new ProblemList(host);
    this.printer = new FigurePrinter(sheet.config.locale);
  }

  show(): void {
    const problems = this.sheet.lines.refused.map(({ row, key, typed }): Problem => {
      const label = this.sheet.lines.column(key)?.label ?? key;
      return {
        place: `${row.item} ${row.description}, ${label.toLowerCase()}:`,
        message: typed.message ?? "",
        typed: typed.text,
        go: () => this.sheet.goTo(row, key),
        ...(typed.conflict ? { actions: this.choices(row, key, typed.conflict.theirs) } : {}),
      };
    });
    this.list.show(problems, (count) => (count === 1 ? "1 cell is not saved" : `${count} cells are not saved`));
  }

  private choices(row: Parameters<ClaimSheet["goTo"]>[0], key: string, theirs: string | null): NonNullable<Problem["actions"]> {
    const shown = this.printer.show(theirs, this.sheet.lines.column(key)?.kind === "percent" ? "percent" : "money");
    return [
      { label: "Keep mine", act: () => this.sheet.keepMine(row, key) },
      { label: `Take ${shown}`, act: () => this.sheet.takeTheirs(row, key) },
    ];
  }
}
