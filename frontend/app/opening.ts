/* Where a contract stood elsewhere: whether it ties runs along while typing. A quantity makes up the
   work of a line on which no work is typed. The server's figures replace these. */
import { plain } from "../sheet/decimals";
import { parseFigure } from "../sheet/figures";
import { cents, written } from "./cents";

function typed(field: HTMLInputElement | null, locale: string): bigint {
  if (!field) return 0n;
  const parsed = parseFigure(field.value, locale);
  return parsed.kind === "figure" && !parsed.percent ? cents(plain(parsed.value)) : 0n;
}

/* Quantity times unit price in cents, half up: the quantity in thousandths, the price in millionths. */
function worth(field: HTMLInputElement, locale: string): bigint {
  const parsed = parseFigure(field.value, locale);
  if (parsed.kind !== "figure") return 0n;
  const product = scaled(plain(parsed.value), 3) * scaled(field.dataset["price"] ?? "0", 6);
  const half = product < 0n ? -5_000_000n : 5_000_000n;
  return (product + half) / 10_000_000n;
}

function scaled(text: string, places: number): bigint {
  const [whole = "0", part = ""] = text.replace("-", "").split(".");
  const size = BigInt(whole + part.padEnd(places, "0").slice(0, places));
  return text.startsWith("-") ? -size : size;
}

function earnedOn(line: Element, locale: string): bigint {
  const work = line.querySelector<HTMLInputElement>('input[name^="work:"]');
  const quantity = line.querySelector<HTMLInputElement>('input[name^="quantity:"]');
  const stored = typed(line.querySelector('input[name^="materials:"]'), locale);
  if (work?.value.trim() === "" && quantity && quantity.value.trim() !== "") return worth(quantity, locale) + stored;
  return typed(work, locale) + stored;
}

function reckon(form: HTMLFormElement): void {
  const locale = form.dataset["locale"] ?? "en";
  let earned = 0n;
  for (const line of form.querySelectorAll("[data-opening-line]")) earned += earnedOn(line, locale);
  const held = typed(form.querySelector('[data-opening="held"]'), locale);
  const before = typed(form.querySelector('[data-opening="before"]'), locale);
  const difference = earned - held - before;
  const now: Record<string, bigint> = { earned, held, less: earned - held, before, difference };
  for (const cell of form.querySelectorAll<HTMLElement>("[data-now]")) {
    cell.textContent = written(now[cell.dataset["now"] ?? ""] ?? 0n);
  }
  for (const ties of form.querySelectorAll<HTMLElement>("[data-tie]")) ties.hidden = difference !== 0n;
  for (const off of form.querySelectorAll<HTMLElement>("[data-off]")) off.hidden = difference === 0n;
}

function say(form: HTMLFormElement): void {
  const said = form.querySelector("[data-said]");
  const difference = form.querySelector('[data-now="difference"]')?.textContent ?? "";
  if (said) said.textContent = form.querySelector<HTMLElement>("[data-off]")?.hidden ? "It ties." : `Difference ${difference}.`;
}

export function startOpening(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-opening-form]")) {
    form.addEventListener("input", () => reckon(form));
    form.addEventListener("change", () => say(form));
    reckon(form);
  }
}
