/**
 * Keys and the clipboard while a cell of the sheet is active: those of a spreadsheet, plus a way
 * out for people who use no pointer (Escape, then Tab; or Tab from the last cell).
 */
import type { CellAt } from "./sheet-types";

/** How many pixels a key press makes a column wider. */
const WIDER = 16;

export interface KeyActions {
  readonly active: CellAt | null;
  readonly end: CellAt | null;
  readonly size: { rows: number; columns: number; page: number };
  readonly isEditing: boolean;
  goTo(at: CellAt): void;
  extend(to: CellAt): void;
  edit(typed: string | null): boolean;
  /** Down one line, or open what the active cell holds. */
  enter(): void;
  /** Go to the page of the active row, where it has one. */
  visit(): void;
  step(move: "up" | "down"): void;
  nextTypable(from: CellAt, move: "left" | "right"): CellAt | null;
  selectAll(): void;
  leave(): void;
  undo(): void;
  redo(): void;
  readonly blocks: { copied(): string | null; clear(): void; fillDown(): void; paste(text: string): void };
  /** Makes the column of the active cell wider or narrower. */
  widen(by: number): void;
}

export function listenToKeys(frame: HTMLElement, sheet: KeyActions): void {
  const mine = (event: Event): boolean => {
    const target = event.target;
    if (sheet.isEditing || !sheet.active) return false;
    if (target === document.body) return true;
    return target instanceof Element && target.closest("revo-grid") !== null && frame.contains(target);
  };
  document.addEventListener(
    "keydown",
    (event) => {
      if (!mine(event) || event.isComposing) return;
      event.stopPropagation();
      if (pressed(event, sheet)) event.preventDefault();
    },
    { capture: true },
  );
  document.addEventListener("copy", (event) => mine(event) && copy(event, sheet));
  document.addEventListener("cut", (event) => {
    if (mine(event) && copy(event, sheet)) sheet.blocks.clear();
  });
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain");
    if (!mine(event) || !text) return;
    event.preventDefault();
    sheet.blocks.paste(text);
  });
}

function copy(event: ClipboardEvent, sheet: KeyActions): boolean {
  const text = sheet.blocks.copied();
  if (text === null || !event.clipboardData) return false;
  event.clipboardData.setData("text/plain", text);
  event.preventDefault();
  return true;
}

/** Answers whether the key was the sheet's, so that the browser leaves it alone. */
function pressed(event: KeyboardEvent, sheet: KeyActions): boolean {
  const command = event.ctrlKey || event.metaKey;
  const at = sheet.active;
  if (!at) return false;
  if (command && !event.altKey) {
    const shortcut = shortcuts(event, sheet);
    if (shortcut) {
      shortcut();
      return true;
    }
  }
  if (event.altKey && event.shiftKey && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    sheet.widen(event.key === "ArrowRight" ? WIDER : -WIDER);
    return true;
  }
  const target = moved(event, sheet);
  if (target) {
    if (event.shiftKey && event.key !== "Tab") sheet.extend(target);
    else sheet.goTo(target);
    return true;
  }
  return plainKey(event, sheet, at);
}

function shortcuts(event: KeyboardEvent, sheet: KeyActions): (() => void) | null {
  const key = event.key.toLowerCase();
  if (key === "z") return () => (event.shiftKey ? sheet.redo() : sheet.undo());
  const table: Record<string, () => void> = {
    y: () => sheet.redo(),
    a: () => sheet.selectAll(),
    d: () => sheet.blocks.fillDown(),
  };
  return table[key] ?? null;
}

function plainKey(event: KeyboardEvent, sheet: KeyActions, at: CellAt): boolean {
  const graph = event.getModifierState("AltGraph");
  switch (event.key) {
    case "Enter":
      if (event.ctrlKey || event.metaKey) sheet.visit();
      else if (event.shiftKey) sheet.step("up");
      else sheet.enter();
      return true;
    case "F2":
      sheet.edit(null);
      return true;
    case "Escape":
      sheet.leave();
      return true;
    case "Delete":
    case "Backspace":
      sheet.blocks.clear();
      return true;
    case "Tab": {
      const next = sheet.nextTypable(at, event.shiftKey ? "left" : "right");
      if (next) sheet.goTo(next);
      return next !== null;
    }
    default:
      if (event.key.length !== 1 || ((event.ctrlKey || event.metaKey || event.altKey) && !graph)) return false;
      // The character itself is left to the browser: it lands in the editor that just opened.
      sheet.edit(event.key);
      return event.key === " " && !sheet.isEditing;
  }
}

function moved(event: KeyboardEvent, sheet: KeyActions): CellAt | null {
  const from = event.shiftKey ? sheet.end : sheet.active;
  if (!from || event.altKey) return null;
  const { rows, columns, page } = sheet.size;
  const far = event.ctrlKey || event.metaKey;
  const row = (value: number): CellAt => ({ row: Math.min(Math.max(value, 0), rows - 1), col: from.col });
  const col = (value: number): CellAt => ({ row: from.row, col: Math.min(Math.max(value, 0), columns - 1) });
  switch (event.key) {
    case "ArrowDown":
      return row(far ? rows - 1 : from.row + 1);
    case "ArrowUp":
      return row(far ? 0 : from.row - 1);
    case "ArrowRight":
      return col(far ? columns - 1 : from.col + 1);
    case "ArrowLeft":
      return col(far ? 0 : from.col - 1);
    case "PageDown":
      return row(from.row + page);
    case "PageUp":
      return row(from.row - page);
    case "Home":
      return far ? { row: 0, col: 0 } : col(0);
    case "End":
      return far ? { row: rows - 1, col: columns - 1 } : col(columns - 1);
    default:
      return null;
  }
}
