/**
 * Why a line was assessed below what was claimed: a popover that hangs under the line, so that the
 * line's own figures stay in sight, and that never covers the totals.
 */
import type { ReasonGiven } from "./claim-types";
import { button } from "./problems";

export interface ReasonQuestion {
  readonly title: string;
  readonly amount: string;
  readonly sentence: string;
  readonly note: string;
  readonly given: ReasonGiven | null;
  readonly others: number;
  readonly othersSelected: boolean;
  readonly cellRight: number;
  place(height: number): { readonly top: number; readonly above: boolean };
  save(reason: ReasonGiven, alsoOthers: boolean): void;
  closed(): void;
}

const WIDTH = 420;
const EDGE = 12;
/** Characters of what is said; more would not be taken. */
const LONGEST = 1000;

export class ReasonPopover {
  private readonly element: HTMLDivElement;
  private question: ReasonQuestion | null = null;

  constructor(
    private readonly frame: HTMLElement,
    private readonly reasons: readonly { readonly code: string; readonly label: string }[],
  ) {
    this.element = document.createElement("div");
    this.element.className = "ls-reason-card";
    this.element.setAttribute("role", "dialog");
    this.element.hidden = true;
    frame.append(this.element);
    this.element.addEventListener("keydown", (event) => this.pressed(event));
    // The grid drops its selection on a pointer that ends outside of it, unless told not to.
    this.element.addEventListener("mouseup", (event) => event.preventDefault());
    document.addEventListener("mousedown", (event) => {
      if (this.isOpen && event.target instanceof Node && !this.element.contains(event.target)) this.close();
    });
    document.addEventListener("focusin", (event) => {
      const outside = event.target instanceof Node && !this.element.contains(event.target);
      if (this.isOpen && outside && !this.frame.contains(event.target)) this.close();
    });
  }

  get isOpen(): boolean {
    return this.question !== null;
  }

  open(question: ReasonQuestion): void {
    this.question = question;
    this.element.setAttribute("aria-label", question.title);
    this.element.replaceChildren(this.head(question), this.chips(question), this.text(question), this.foot(question));
    this.element.hidden = false;
    this.put();
    this.element.querySelector<HTMLElement>("input:checked, input")?.focus({ preventScroll: true });
  }

  put(): void {
    const question = this.question;
    if (!question) return;
    const most = this.frame.clientWidth;
    const left = Math.max(EDGE, Math.min(question.cellRight - WIDTH + EDGE, most - WIDTH - EDGE));
    const { top, above } = question.place(this.element.offsetHeight);
    this.element.style.left = `${left}px`;
    this.element.style.top = `${top}px`;
    this.element.classList.toggle("ls-above", above);
  }

  close(): void {
    const question = this.question;
    if (!question) return;
    this.question = null;
    this.element.hidden = true;
    question.closed();
  }

  private head(question: ReasonQuestion): HTMLElement {
    const head = made("div", "ls-reason-head");
    const title = made("strong", "", question.title);
    const amount = made("span", question.amount.startsWith("\u2212") ? "ls-less" : "", question.amount);
    head.append(title, amount, made("p", "", question.sentence));
    return head;
  }

  private chips(question: ReasonQuestion): HTMLElement {
    const set = document.createElement("fieldset");
    set.className = "ls-chips";
    set.append(made("legend", "visually-hidden", "Reason"));
    for (const { code, label } of this.reasons) {
      const chip = document.createElement("label");
      const radio = document.createElement("input");
      radio.type = "radio";
      radio.name = "ls-reason-code";
      radio.value = code;
      radio.checked = question.given?.code === code;
      chip.append(radio, made("span", "", label));
      set.append(chip);
    }
    return set;
  }

  private text(question: ReasonQuestion): HTMLElement {
    const area = document.createElement("textarea");
    area.className = "ls-reason-text";
    area.rows = 2;
    area.setAttribute("aria-label", "What is to be said about it");
    area.placeholder = "What the other side should know";
    area.value = question.given?.text ?? "";
    return area;
  }

  private foot(question: ReasonQuestion): HTMLElement {
    const foot = made("div", "ls-reason-foot");
    foot.append(button("Save reason", "btn btn-primary btn-sm", () => this.save(false)));
    if (question.others > 0) {
      const label = question.othersSelected ? `Apply to ${question.others} more selected` : "Apply to more lines";
      const more = button(label, "btn btn-sm", () => this.save(true));
      more.title = question.othersSelected
        ? "Also gives this reason to the other selected lines that have none."
        : `Also gives this reason to the ${question.others} other lines that have none.`;
      foot.append(more);
    }
    foot.append(made("span", "ls-reason-note", question.note));
    return foot;
  }

  private save(alsoOthers: boolean): void {
    const code = this.element.querySelector<HTMLInputElement>("input:checked")?.value ?? "";
    const text = this.element.querySelector("textarea")?.value.trim() ?? "";
    if (code === "") {
      this.ask("Choose a reason first.");
      return;
    }
    if ([...text].length > LONGEST) {
      this.ask(`Shorten it to ${LONGEST} characters; it has ${[...text].length}.`);
      return;
    }
    this.question?.save({ code, text }, alsoOthers);
    this.close();
  }

  private ask(sentence: string): void {
    const note = this.element.querySelector<HTMLElement>(".ls-reason-note");
    if (note) note.textContent = sentence;
    note?.setAttribute("role", "alert");
    const field = this.element.querySelector("input:checked") ? "textarea" : "input";
    this.element.querySelector<HTMLElement>(field)?.focus();
  }

  private pressed(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement)) this.save(false);
    else return;
    event.preventDefault();
  }
}

function made(tag: string, className: string, text = ""): HTMLElement {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  element.textContent = text;
  return element;
}
