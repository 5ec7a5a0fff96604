/* The open line on a phone: what is typed takes the place of what stands there, steps fill the field
   instead of sending it, what the entry means in money is answered while typing, and what a lost
   connection kept from being saved stands in its field again. */
import { decimal, minus, plus, rounded, shortest, sign, times, type Decimal } from "../sheet/decimals";
import { DASH, FigurePrinter, parseFigure } from "../sheet/figures";
import { say } from "./toasts";

const NOTHING: Decimal = { digits: 0n, scale: 0 };
const HUNDREDTH: Decimal = { digits: 1n, scale: 2 };
const LINES = "[data-phone-line]";

function locale(): string {
  return document.documentElement.lang || "en";
}

function fieldOf(form: HTMLFormElement, name: string): HTMLInputElement | null {
  return form.elements.namedItem(name) as HTMLInputElement | null;
}

function figure(form: HTMLFormElement, name: string): Decimal {
  return decimal(form.dataset[name] ?? "") ?? NOTHING;
}

function isShare(form: HTMLFormElement): boolean {
  return fieldOf(form, "unit")?.value === "%";
}

/* What was typed, in money: a share of the line, a quantity at its price, or an amount. */
function worth(form: HTMLFormElement, name: string): Decimal | null {
  const parsed = parseFigure(fieldOf(form, name)?.value ?? "", locale());
  if (parsed.kind !== "figure") return null;
  const isMeasured = (form.dataset["price"] ?? "") !== "";
  const ofLine = parsed.percent || (name === "value" && isShare(form));
  const whole = figure(form, isMeasured ? "quantity" : "scheduled");
  const typed = ofLine ? rounded(times(times(parsed.value, HUNDREDTH), whole), isMeasured ? 3 : 2) : parsed.value;
  return rounded(isMeasured ? times(typed, figure(form, "price")) : typed, 2);
}

function answer(form: HTMLFormElement): void {
  const output = form.querySelector("[data-answer]");
  if (!output) return;
  const work = worth(form, "value");
  const movement = work && minus(plus(work, worth(form, "stored") ?? NOTHING), figure(form, "before"));
  output.textContent = movement ? new FigurePrinter(locale()).show(shortest(movement), "money") : DASH;
}

/* A step from what is typed; what is no figure is left for its owner to put right. */
function stepped(form: HTMLFormElement, typed: string, by: string): string {
  const parsed = parseFigure(typed, locale());
  if (parsed.kind === "refused") return typed;
  const isFigure = parsed.kind === "figure";
  const next = plus(isFigure ? parsed.value : NOTHING, decimal(by) ?? NOTHING);
  const mark = isFigure && parsed.percent && !isShare(form) ? "%" : "";
  return shortest(sign(next) < 0 && isShare(form) ? NOTHING : next) + mark;
}

function onClick(event: MouseEvent): void {
  const button = (event.target as Element).closest<HTMLButtonElement>("[data-set], [data-by]");
  const form = button?.form;
  const field = form && fieldOf(form, "value");
  if (!button || !field || !form.matches(LINES)) return;
  event.preventDefault();
  const by = button.dataset["by"];
  field.value = by === undefined ? (button.dataset["set"] ?? "") : stepped(form, field.value, by);
  answer(form);
}

function selected(target: EventTarget | null): void {
  if (target instanceof HTMLInputElement && target.matches(`${LINES} input[name=value]`)) target.select();
}

function placeOf(form: HTMLFormElement): string {
  return `unsent ${form.getAttribute("action") ?? ""} ${fieldOf(form, "line")?.value ?? ""}`;
}

function keep(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (!form.matches(LINES) || (event.submitter as HTMLButtonElement | null)?.name === "step") return;
  const typed = ["shown", "value", "stored_shown", "stored"].map((name) => fieldOf(form, name)?.value ?? "");
  sessionStorage.setItem(placeOf(form), JSON.stringify(typed));
}

/* Where the line still stands as it did before it was sent, it was never saved. */
function restore(form: HTMLFormElement): void {
  const kept = sessionStorage.getItem(placeOf(form));
  if (kept === null) return;
  sessionStorage.removeItem(placeOf(form));
  const [shown, value, storedShown, stored] = JSON.parse(kept) as string[];
  const was = [fieldOf(form, "value"), fieldOf(form, "stored")].map((field) => field?.value ?? "");
  if (was[0] !== shown || was[1] !== storedShown || (value === shown && stored === storedShown)) return;
  const fields = { value, stored };
  for (const [name, text] of Object.entries(fields)) {
    const field = fieldOf(form, name);
    if (field) field.value = text ?? "";
  }
  answer(form);
  say("What you typed on this line was not saved before. It is here again: send it once more.");
}

export function startPhoneLines(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>(LINES)) restore(form);
  document.addEventListener("focusin", (event) => selected(event.target));
  // The address names the open line, so the browser may have gone to its field before this ran.
  selected(document.activeElement);
  document.addEventListener("click", onClick);
  document.addEventListener("submit", keep);
  document.addEventListener("input", (event) => {
    const form = (event.target as HTMLInputElement).form;
    if (form?.matches(LINES)) answer(form);
  });
}
