/**
 * Says every so often that the sheet is open, as long as it is seen; the answer tells who else has
 * it open, and brings what they changed.
 */
import type { PresenceAnswer } from "./claim-types";
import { button } from "./problems";
import { named } from "./sentences";
import { csrfToken } from "./transport";

const EVERY = 20_000;

export interface Present {
  readonly url: string;
  readonly mode: string;
  /** What the page knows of, as a number of the claim's versions. */
  known(): number;
  /** The grouping whose subtotals are to come again, if any. */
  grouping(): string | null;
  came(answer: PresenceAnswer): void;
}

export class ClaimPresence {
  private readonly place: HTMLElement;
  private readonly gone: HTMLElement;
  private timer = 0;
  private asking = false;
  private again = false;
  private shown = "";

  constructor(host: HTMLElement, private readonly sheet: Present) {
    this.place = document.createElement("span");
    this.place.className = "ls-here";
    this.place.id = "claim-present";
    this.place.setAttribute("role", "status");
    document.getElementById("save-state")?.after(this.place);
    this.gone = document.createElement("div");
    this.gone.className = "ls-sheet-notice";
    this.gone.setAttribute("role", "alert");
    this.gone.hidden = true;
    host.prepend(this.gone);
    document.addEventListener("visibilitychange", () => this.look());
    this.look();
  }

  /** Asks now, and from then on in its time; a page that nobody sees asks nothing. */
  look(): void {
    window.clearTimeout(this.timer);
    if (document.visibilityState !== "visible") return;
    this.timer = window.setTimeout(() => this.look(), EVERY);
    if (this.asking) this.again = true;
    else void this.ask();
  }

  private async ask(): Promise<void> {
    this.asking = true;
    this.again = false;
    try {
      const group = this.sheet.grouping();
      const response = await fetch(group === null ? this.sheet.url : `${this.sheet.url}?group=${group}`, {
        method: "POST",
        credentials: "same-origin",
        redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ since: this.sheet.known() }),
      });
      if (!response.ok) return;
      // The contract of this address; the queue of saves is who deals with anything else.
      this.take((await response.json()) as PresenceAnswer);
    } catch {
      return;
    } finally {
      this.asking = false;
      if (this.again) this.look();
    }
  }

  private take(answer: PresenceAnswer): void {
    const sentence = answer.here.length === 0 ? "" : `${named(answer.here)} ${answer.here.length === 1 ? "has" : "have"} this open too`;
    if (sentence !== this.shown) this.tell(sentence, answer.here);
    if (answer.mode !== this.sheet.mode) this.tellGone();
    else this.sheet.came(answer);
  }

  private tell(sentence: string, here: readonly string[]): void {
    this.shown = sentence;
    const faces = here.slice(0, 3).map((name) => {
      const face = document.createElement("span");
      face.className = "ls-avatar ls-avatar-sm";
      face.setAttribute("aria-hidden", "true");
      face.textContent = initials(name);
      return face;
    });
    this.place.replaceChildren(...faces, sentence);
  }

  private tellGone(): void {
    if (!this.gone.hidden) return;
    this.gone.hidden = false;
    this.gone.replaceChildren(
      "Somebody took this a step further meanwhile: what is saved is kept, and nothing more can be typed here. ",
      button("Load the page again", "btn btn-sm", () => location.reload()),
    );
  }
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.[0] ?? "").join("").toUpperCase();
}
