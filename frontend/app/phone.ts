/* The open line on a phone: what is typed takes the place of what stands there, steps fill the field
   instead of sending it, and what the entry means in money is answered while typing. */
import { cents, share, written } from "./cents";

function answer(form: HTMLFormElement): void {
  const field = form.elements.namedItem("value") as HTMLInputElement;
  const unit = (form.elements.namedItem("unit") as HTMLInputElement | null)?.value;
  const output = form.querySelector("[data-answer]");
  if (!output) return;
  const scheduled = cents(form.dataset["scheduled"]);
  const typed = field.value.trim();
  const toDate = unit === "%" ? share(scheduled, typed) : typed === "" ? null : share(cents("100"), typed);
  output.textContent = toDate === null ? "\u2013" : written(toDate - cents(form.dataset["before"]));
}

function onClick(event: MouseEvent): void {
  const button = (event.target as Element).closest<HTMLButtonElement>("[data-set], [data-by]");
  const form = button?.form;
  if (!button || !form?.matches("[data-phone-line]")) return;
  event.preventDefault();
  const field = form.elements.namedItem("value") as HTMLInputElement;
  const now = Number(field.value.replace(",", ".")) || 0;
  const by = button.dataset["by"];
  field.value = by === undefined ? (button.dataset["set"] ?? "") : String(Math.max(0, now + Number(by)));
  answer(form);
}

function selected(target: EventTarget | null): void {
  if (target instanceof HTMLInputElement && target.matches("[data-phone-line] input[name=value]")) target.select();
}

export function startPhoneLines(): void {
  document.addEventListener("focusin", (event) => selected(event.target));
  // The address names the open line, so the browser may have gone to its field before this ran.
  selected(document.activeElement);
  document.addEventListener("click", onClick);
  document.addEventListener("input", (event) => {
    const form = (event.target as HTMLInputElement).form;
    if (form?.matches("[data-phone-line]")) answer(form);
  });
}
