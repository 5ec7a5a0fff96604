/**
 * The one input that lies over a cell while it is typed into. It is opened within the key press
 * that starts it, so no fast typist loses a character to rendering.
 */

export type Move = "down" | "up" | "right" | "left" | "stay";

export interface CellRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface EditorEvents {
  commit(text: string, move: Move): void;
  cancel(): void;
}

export class CellEditor {
  readonly input: HTMLInputElement;
  private opened = false;
  private overtyping = false;

  constructor(frame: HTMLElement, private readonly events: EditorEvents) {
    this.input = document.createElement("input");
    this.input.type = "text";
    this.input.className = "ls-sheet-editor";
    this.input.autocomplete = "off";
    this.input.spellcheck = false;
    this.input.hidden = true;
    frame.append(this.input);
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => this.commit("stay"));
  }

  get isOpen(): boolean {
    return this.opened;
  }

  /** `overtype` starts empty and lets the arrows finish, as after typing on a cell. */
  open(options: { rect: CellRect; text: string; overtype: boolean; label: string; right: boolean; figure: boolean; list?: string }): void {
    this.opened = true;
    this.overtyping = options.overtype;
    this.input.hidden = false;
    this.input.value = options.text;
    this.input.setAttribute("aria-label", options.label);
    this.input.inputMode = options.figure ? "decimal" : "text";
    this.input.classList.toggle("ls-right", options.right);
    if (options.list && document.getElementById(options.list)) this.input.setAttribute("list", options.list);
    else this.input.removeAttribute("list");
    this.place(options.rect);
    this.input.focus({ preventScroll: true });
    this.input.setSelectionRange(options.text.length, options.text.length);
  }

  place(rect: CellRect): void {
    this.input.style.left = `${rect.left}px`;
    this.input.style.top = `${rect.top}px`;
    this.input.style.width = `${rect.width}px`;
    this.input.style.height = `${rect.height}px`;
  }

  commit(move: Move): void {
    if (!this.opened) return;
    const text = this.input.value;
    this.close();
    this.events.commit(text, move);
  }

  private close(): void {
    this.opened = false;
    this.input.hidden = true;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const move = this.moveFor(event);
    if (event.key === "Escape") {
      this.close();
      this.events.cancel();
    } else if (move) {
      this.commit(move);
    } else {
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private moveFor(event: KeyboardEvent): Move | null {
    if (event.key === "Enter") return event.shiftKey ? "up" : "down";
    if (event.key === "Tab") return event.shiftKey ? "left" : "right";
    if (event.key === "F2") {
      this.overtyping = !this.overtyping;
      return null;
    }
    if (!this.overtyping || event.shiftKey || event.ctrlKey || event.metaKey) return null;
    const arrows: Record<string, Move> = { ArrowDown: "down", ArrowUp: "up", ArrowLeft: "left", ArrowRight: "right" };
    return arrows[event.key] ?? null;
  }
}
