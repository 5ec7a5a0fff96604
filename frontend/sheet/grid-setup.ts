/** How the grid library is set up for our sheets: it draws and scrolls, and leaves the rest to us. */
import { numbersColumn } from "./cells";

export interface GridOptions {
  readonly label: string;
  readonly rowNumbers: boolean;
  readonly readonly: boolean;
  /** Whether columns can be made wider and narrower; how wide they are is remembered by the content. */
  readonly resizable?: boolean;
}

export function setUp(grid: HTMLRevoGridElement, options: GridOptions): void {
  grid.setAttribute("aria-label", options.label);
  grid.theme = "default";
  grid.source = [];
  grid.pinnedBottomSource = [];
  grid.rowClass = "rowClass";
  grid.range = true;
  grid.readonly = options.readonly;
  grid.useClipboard = false;
  grid.filter = false;
  grid.resize = options.resizable === true;
  grid.canDrag = false;
  grid.disableVirtualX = true;
  grid.hideAttribution = true;
  grid.rowHeaders = options.rowNumbers ? numbersColumn() : false;
}

/** The grid names its heads column heads but not the rows they stand in. */
export function nameHeads(grid: HTMLElement): void {
  grid.querySelectorAll(".header-rgRow").forEach((row) => row.setAttribute("role", "row"));
}

/** Tells how wide a column was drawn. */
export function whenResized(grid: HTMLRevoGridElement, told: (key: string, width: number) => void): void {
  grid.addEventListener("aftercolumnresize", (event) => {
    for (const { prop, size } of Object.values(event.detail)) {
      if (size !== undefined) told(String(prop), Math.round(size));
    }
  });
}
