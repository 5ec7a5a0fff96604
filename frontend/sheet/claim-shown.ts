/** What is shown of a claim's sheet, and how: puts the choices of its reader into effect. */
import type { ClaimContent } from "./claim-content";
import type { ClaimLines, ClaimRow } from "./claim-lines";
import type { ClaimView } from "./claim-view";
import type { SheetGrid } from "./grid";

interface Parts {
  readonly host: HTMLElement;
  readonly lines: ClaimLines;
  readonly content: ClaimContent;
  readonly grid: SheetGrid<ClaimRow>;
  readonly folded: Set<string>;
  show(): void;
  /** The lines are gathered another way. */
  gathered(): void;
}

export class ShownAs {
  constructor(readonly view: ClaimView, private readonly parts: Parts) {
    parts.grid.rowHeight = view.rowHeight;
    if (view.group !== null) parts.lines.gather(view.group);
    this.note();
  }

  get hasExtras(): boolean {
    return this.parts.content.hasExtras;
  }

  /** Which columns there are, for whoever looks for one by its place. */
  private note(): void {
    this.parts.host.dataset["columns"] = this.parts.content.columns.map(({ key }) => key).join(" ");
  }

  showColumns(change: () => void): void {
    this.parts.grid.rearrange(() => {
      change();
      this.parts.content.arrange();
    });
    this.note();
  }

  gather(by: string): void {
    this.view.group = by;
    this.parts.folded.clear();
    this.parts.lines.gather(by);
    this.parts.show();
    this.parts.gathered();
  }

  foldAll(folded: boolean): void {
    this.parts.folded.clear();
    if (folded) this.parts.lines.groups.forEach(({ group }) => this.parts.folded.add(group));
    this.parts.show();
  }

  setHeight(height: ClaimView["height"]): void {
    this.view.height = height;
    this.parts.grid.rowHeight = this.view.rowHeight;
    this.parts.show();
  }
}
