/** The parts of the page around a claim sheet that a save changes: state, cover, head, warnings. */
import type { SaveAnswer } from "./claim-types";
import { button } from "./problems";
import type { SaveState } from "./save-queue";
import { saveSentence } from "./sentences";

export function configOf<T>(host: HTMLElement): T {
  const source = document.getElementById(host.dataset["config"] ?? "");
  // The page writes this element for the sheet; its shape is the contract between the two.
  return JSON.parse(source?.textContent ?? "{}") as T;
}

function replaceHtml(id: string, html: string | undefined): void {
  const element = document.getElementById(id);
  if (element && html !== undefined) element.innerHTML = html;
}

/** The primary act of the page, where what was saved made it another one. */
function replaceDecision(decision: SaveAnswer["decision"]): void {
  const place = document.getElementById("claim-decision");
  if (!place || !decision || place.dataset["act"] === decision.act) return;
  place.dataset["act"] = decision.act;
  place.innerHTML = decision.html;
}

export function showAnswer(answer: SaveAnswer): void {
  replaceDecision(answer.decision);
  replaceHtml("claim-cover", answer.cover_html);
  replaceHtml("claim-head-figures", answer.head_html);
  replaceHtml("claim-warnings", answer.warnings_html);
  replaceHtml("claim-retention", answer.retention_html);
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-claim-version]")) {
    input.value = String(answer.version);
  }
  document.dispatchEvent(new CustomEvent("ledgerstone:saved", { detail: { version: answer.version } }));
}

/** Says the state in #save-state, and what to do about it above the sheet when there is something to do. */
export class SaveNotice {
  private readonly element: HTMLElement;

  constructor(
    host: HTMLElement,
    private readonly parts: {
      /** What was saved, before the time. */
      readonly saved: string;
      readonly signIn: string;
      retry(): void;
      unsavedText(): string;
    },
  ) {
    this.element = document.createElement("div");
    this.element.className = "ls-sheet-notice";
    this.element.setAttribute("role", "alert");
    this.element.hidden = true;
    host.append(this.element);
  }

  show(state: SaveState, refused: number): void {
    const line = document.getElementById("save-state");
    if (line) {
      const text = line.querySelector<HTMLElement>("[data-save-text]") ?? line;
      const left = refused === 1 ? "1 cell not saved" : `${refused.toLocaleString("en")} cells not saved`;
      const sentence = saveSentence(state, this.parts.saved);
      text.textContent = state.kind === "saved" && refused > 0 ? `${left}. ${sentence}` : sentence;
      line.dataset["state"] = state.kind === "saved" && refused > 0 ? "refused" : state.kind;
    }
    if (state.kind === "signed_out") this.signedOut();
    else if (state.kind === "stopped") this.stopped(state.message, state.stale);
    else if (state.kind === "saved") this.element.hidden = true;
  }

  private put(...content: (string | Node)[]): void {
    this.element.hidden = false;
    this.element.replaceChildren(...content);
  }

  private signedOut(): void {
    const link = document.createElement("a");
    link.href = this.parts.signIn;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Sign in in a new tab";
    const again = button("try again", "ls-sheet-link", () => this.parts.retry());
    this.put("You were signed out. Everything you typed is still here. ", link, ", then come back to this page or ", again, ".");
  }

  private stopped(message: string, stale: boolean): void {
    const text = this.parts.unsavedText();
    const list = document.createElement("textarea");
    list.className = "ls-sheet-unsaved";
    list.readOnly = true;
    list.rows = Math.min(6, text.split("\n").length);
    list.value = text;
    list.setAttribute("aria-label", "What you typed and is not saved");
    const said = document.createElement("span");
    const copy = button("Copy what you typed", "btn btn-sm", () => void copyText(list, said));
    const next = stale
      ? button("Load the page again", "btn btn-sm", () => location.reload())
      : button("Try again", "btn btn-sm", () => this.parts.retry());
    const words = document.createElement("p");
    words.textContent = `${message} What you typed and is not saved is below.`;
    this.put(words, list, copy, next, said);
  }
}

async function copyText(list: HTMLTextAreaElement, said: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(list.value);
    said.textContent = "Copied.";
  } catch {
    list.focus();
    list.select();
    said.textContent = "Press Ctrl+C to copy the selected text.";
  }
}
