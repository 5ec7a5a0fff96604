/** The sentence that says why a cell was refused, shown under the cell while it is active. */
import type { SheetGrid } from "./grid";
import type { SheetRow } from "./sheet-types";

export class CellMessage {
  private readonly element: HTMLDivElement;

  constructor(private readonly grid: Pick<SheetGrid<SheetRow>, "frame" | "active" | "places">) {
    this.element = document.createElement("div");
    this.element.className = "ls-cell-message";
    this.element.setAttribute("role", "status");
    this.element.hidden = true;
    grid.frame.append(this.element);
    grid.frame.addEventListener("scroll", () => this.put(), { capture: true, passive: true });
  }

  show(message: string | null): void {
    this.element.hidden = message === null;
    this.element.textContent = message ?? "";
    this.put();
  }

  private put(): void {
    const at = this.grid.active;
    if (this.element.hidden || !at) return;
    const rect = this.grid.places.rectOf(at);
    const left = Math.min(rect.left, this.grid.frame.clientWidth - this.element.offsetWidth - 8);
    this.element.style.left = `${Math.max(8, left)}px`;
    this.element.style.top = `${rect.top + rect.height + 2}px`;
  }
}
