/* Breaking lines down: rows are added, moved, removed and pasted, and what remains to allocate runs
   along while typing. The server's figures replace these; without script the form works as it is. */
import { plain } from "../sheet/decimals";
import { parseBlock } from "../sheet/tsv";
import { parseFigure } from "../sheet/figures";
import { cents, share, written } from "./cents";

type Part = { readonly root: HTMLElement; readonly value: bigint; readonly item: string };

function partsOf(form: HTMLFormElement): Part[] {
  return [...form.querySelectorAll<HTMLElement>("[data-part]")].map((root) => ({
    root,
    value: cents(root.dataset["value"]),
    item: root.dataset["item"] ?? "",
  }));
}

function typed(field: HTMLInputElement, of: bigint, locale: string): bigint {
  const parsed = parseFigure(field.value, locale);
  if (parsed.kind !== "figure") return 0n;
  const text = plain(parsed.value);
  return parsed.percent ? (share(of, text) ?? 0n) : cents(text);
}

function remainingOf(part: Part, locale: string): bigint {
  const fields = part.root.querySelectorAll<HTMLInputElement>('input[name="amount"]');
  return [...fields].reduce((left, field) => left - typed(field, part.value, locale), part.value);
}

function reckon(form: HTMLFormElement): void {
  const locale = form.dataset["locale"] ?? "en";
  let all = cents(form.dataset["elsewhere"]);
  const missing: string[] = [];
  for (const part of partsOf(form)) {
    const output = part.root.querySelector<HTMLElement>("[data-remaining]");
    if (!output) continue;
    const left = remainingOf(part, locale);
    all += left;
    output.textContent = written(left);
    output.classList.toggle("ls-you", left !== 0n);
    output.classList.toggle("ls-done", left === 0n);
    if (left !== 0n) missing.push(`line ${part.item} ${written(left)}`);
  }
  const total = form.querySelector("[data-remaining-all]");
  if (total) total.textContent = written(all);
  const said = form.querySelector("[data-missing]");
  if (said && (missing.length > 0 || cents(form.dataset["elsewhere"]) === 0n)) said.textContent = sentence(missing);
}

function sentence(missing: readonly string[]): string {
  if (missing.length === 0) return "Every line is fully allocated.";
  const more = missing.length > 3 ? `, and ${missing.length - 3} more` : "";
  return `Still to allocate: ${missing.slice(0, 3).join(", ")}${more}.`;
}

function rowsOf(list: Element): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>("[data-detail]")];
}

function field(row: Element, name: string): HTMLInputElement {
  return row.querySelector<HTMLInputElement>(`input[name="${name}"]`)!;
}

function isBlank(row: Element): boolean {
  return field(row, "description").value.trim() === "" && field(row, "amount").value.trim() === "";
}

/* A new row is the last one without what was typed into it. */
function addRow(list: Element): HTMLElement {
  const row = rowsOf(list).at(-1)!.cloneNode(true) as HTMLElement;
  for (const name of ["detail_id", "description", "amount"]) field(row, name).value = "";
  for (const input of row.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  row.querySelector(".ls-error")?.remove();
  row.querySelector(".breakdown-billed")?.remove();
  list.append(row);
  name(list);
  return row;
}

/* Rows are named by their place, for who hears them. */
function name(list: Element): void {
  rowsOf(list).forEach((row, index) => {
    for (const named of row.querySelectorAll<HTMLElement>("[aria-label]")) {
      named.setAttribute("aria-label", named.getAttribute("aria-label")!.replace(/row \d+/, `row ${index + 1}`));
    }
  });
}

function remove(row: HTMLElement): void {
  const list = row.closest("[data-rows]")!;
  const rows = rowsOf(list);
  const beside = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1] ?? addRow(list);
  row.remove();
  name(list);
  field(beside, "description").focus();
}

function changed(form: HTMLFormElement): void {
  form.dispatchEvent(new Event("input"));
  reckon(form);
}

function onClick(event: MouseEvent): void {
  const button = (event.target as Element).closest<HTMLButtonElement>("[data-row-add], [data-row-up], [data-row-remove]");
  const form = button?.closest<HTMLFormElement>("form[data-breakdown]");
  if (!button || !form) return;
  const row = button.closest<HTMLElement>("[data-detail]");
  if ("rowAdd" in button.dataset) {
    field(addRow(button.closest("[data-part]")!.querySelector("[data-rows]")!), "description").focus();
  } else if (row && "rowUp" in button.dataset) {
    row.previousElementSibling?.before(row);
    name(row.closest("[data-rows]")!);
    button.focus();
  } else if (row) {
    remove(row);
  }
  changed(form);
}

/* Enter goes down a row, and makes one below the last. */
function onKey(event: KeyboardEvent): void {
  const input = event.target as HTMLInputElement;
  const row = input.closest?.<HTMLElement>("form[data-breakdown] [data-detail]");
  if (!row || event.key !== "Enter" || !input.matches("input") || event.isComposing) return;
  event.preventDefault();
  if (input.name === "description") {
    field(row, "amount").focus();
    return;
  }
  const list = row.closest("[data-rows]")!;
  const below = (row.nextElementSibling as HTMLElement | null) ?? addRow(list);
  field(below, "description").focus();
}

/* A block of two columns fills rows from this one on; the last column is the amount. */
function onPaste(event: ClipboardEvent): void {
  const input = event.target as HTMLInputElement;
  let row = input.closest?.<HTMLElement>("form[data-breakdown] [data-detail]") ?? null;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!row || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const list = row.closest("[data-rows]")!;
  for (const cells of parseBlock(text)) {
    row ??= addRow(list);
    if (cells.length > 1) {
      field(row, "description").value = cells.at(-2)!.trim();
      field(row, "amount").value = cells.at(-1)!.trim();
    } else {
      field(row, input.name).value = (cells[0] ?? "").trim();
    }
    row = row.nextElementSibling as HTMLElement | null;
  }
  if (!isBlank(rowsOf(list).at(-1)!)) addRow(list);
  changed(input.form!);
}

export function startBreakdown(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-breakdown]")) {
    for (const act of form.querySelectorAll<HTMLElement>("[data-row-add], [data-row-up], [data-row-remove]")) act.hidden = false;
    form.addEventListener("input", () => reckon(form));
    form.addEventListener("click", onClick);
    form.addEventListener("keydown", onKey);
    form.addEventListener("paste", onPaste);
    reckon(form);
  }
}
