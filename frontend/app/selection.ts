/* Ticked rows of a list: the bulk bar counts them, adds up their amounts, and each act says to how
   many of them it applies. */
import { cents, written } from "./cents";

function ticks(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>('.pick input[type="checkbox"]:not([data-pick-all])')];
}

function refresh(form: HTMLFormElement): void {
  const boxes = ticks(form);
  const chosen = boxes.filter((box) => box.checked);
  const all = form.querySelector<HTMLInputElement>("[data-pick-all]");
  if (all) {
    all.checked = boxes.length > 0 && chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  }
  const bar = form.querySelector<HTMLElement>("[data-bulk]");
  if (bar) showBar(bar, chosen);
}

function showBar(bar: HTMLElement, chosen: HTMLInputElement[]): void {
  bar.hidden = chosen.length === 0;
  const count = bar.querySelector("[data-bulk-count]");
  if (count) count.textContent = String(chosen.length);
  for (const sum of bar.querySelectorAll<HTMLElement>("[data-bulk-sum]")) {
    const key = sum.dataset["bulkSum"] ?? "";
    sum.textContent = written(chosen.reduce((total, box) => total + cents(box.dataset[key]), 0n));
  }
  // A bar with many acts shows those that fit; elsewhere an act that fits no row is greyed.
  const hides = bar.dataset["bulk"] === "hides";
  for (const part of bar.querySelectorAll<HTMLElement>("[data-bulk-act]")) {
    const act = part.dataset["bulkAct"] ?? "";
    const fit = chosen.filter((box) => (box.dataset["allows"] ?? "").split(" ").includes(act)).length;
    const number = part.querySelector("[data-bulk-number]");
    if (number) number.textContent = fit === chosen.length ? "" : String(fit);
    if (hides) part.hidden = fit === 0;
    else if (part instanceof HTMLButtonElement) part.disabled = fit === 0;
  }
}

function formOf(target: EventTarget | null): HTMLFormElement | null {
  return (target as Element | null)?.closest<HTMLFormElement>("form:has([data-bulk])") ?? null;
}

export function startSelection(): void {
  document.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    const form = formOf(box);
    if (!form || !box.closest(".pick")) return;
    if ("pickAll" in box.dataset) for (const tick of ticks(form)) tick.checked = box.checked;
    refresh(form);
  });
  document.addEventListener("click", (event) => {
    const form = (event.target as Element).closest("[data-bulk-clear]") ? formOf(event.target) : null;
    if (!form) return;
    event.preventDefault();
    for (const tick of ticks(form)) tick.checked = false;
    refresh(form);
  });
  // Enter on a tick box would press the first button of the form.
  document.addEventListener("keydown", (event) => {
    const box = event.target as HTMLElement;
    if (event.key === "Enter" && box.matches('.pick input[type="checkbox"]')) event.preventDefault();
  });
  const again = (): void => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form:has([data-bulk])")) refresh(form);
  };
  document.addEventListener("htmx:afterSettle", again);
  again();
}
