/** What is asked in a dialog: how a line is split, where an amount goes, what a section is called. */
import { minus, plain, type Decimal } from "./decimals";
import type { ScheduleEditor } from "./editor-desk";
import type { EditorRow } from "./editor-rows";
import { list } from "./editor-lists";
import { onClick } from "./editor-toolbar";
import { sendLines } from "./editor-transport";
import { FigurePrinter, parseFigure } from "./figures";
import { counted } from "./sentences";

const NIL: Decimal = { digits: 0n, scale: 2 };

export function wireDialogs(editor: ScheduleEditor): void {
  wireSplit(editor);
  wireMove(editor);
  wireSection(editor);
}

/** The line that is asked about; without one, or with unsaved ones, the sheet says so. */
function asked(editor: ScheduleEditor): EditorRow | null {
  const row = editor.selectedLines[0];
  if (!row) editor.say("Choose a line first.");
  else if (!editor.sync.isIdle || row.line === null) editor.say("Wait until everything is saved.");
  else return row;
  return null;
}

function dialogOf(id: string): HTMLDialogElement | null {
  const dialog = document.getElementById(id);
  return dialog instanceof HTMLDialogElement ? dialog : null;
}

function part<T extends HTMLElement>(root: ParentNode, name: string): T {
  const found = root.querySelector<T>(name);
  if (!found) throw new Error(`The dialog has no ${name}.`);
  return found;
}

function showError(form: HTMLElement, message: string): void {
  const error = part<HTMLElement>(form, "[data-error]");
  error.textContent = message;
  error.hidden = message === "";
}

async function send(editor: ScheduleEditor, url: string, body: Record<string, unknown>, form: HTMLElement): Promise<boolean> {
  const outcome = await sendLines(url, JSON.stringify({ ...body, since: editor.sync.version }), crypto.randomUUID()).catch(() => null);
  if (outcome?.kind === "answer") {
    await editor.answered(outcome.answer, new Map());
    return true;
  }
  const said = outcome && "message" in outcome ? outcome.message : "The server cannot be reached. Try again.";
  showError(form, said);
  return false;
}

function wireSplit(editor: ScheduleEditor): void {
  const dialog = dialogOf("split-line");
  if (!dialog) return;
  const form = part<HTMLFormElement>(dialog, "form");
  const parts = part<HTMLElement>(form, "[data-parts]");
  const printer = new FigurePrinter(editor.config.locale);
  let row: EditorRow | null = null;
  const key = (): "quantity" | "scheduled_value" => (row?.cells["quantity"] ? "quantity" : "scheduled_value");
  const tell = (): void => {
    if (!row) return;
    let left = editor.rows.figure(row, key()) ?? NIL;
    for (const input of parts.querySelectorAll<HTMLInputElement>("[data-figure]")) {
      const parsed = parseFigure(input.value, editor.config.locale);
      if (parsed.kind === "figure") left = minus(left, parsed.value);
    }
    const shown = printer.show(plain(left), key() === "quantity" ? "quantity" : "money");
    part<HTMLElement>(form, "[data-left]").textContent = left.digits === 0n ? "Nothing is left to divide." : `${shown} is left to divide.`;
  };
  onClick("schedule-split", () => {
    row = asked(editor);
    if (!row) return;
    const kept = row.billed === "" ? "" : ` ${printer.show(row.billed, "money")} of it is claimed and stays on the first part.`;
    part<HTMLElement>(form, "[data-about]").textContent = `Line ${row.cells["item"]} ${row.cells["description"]}.${kept}`;
    part<HTMLElement>(form, "[data-figure-label]").textContent = key() === "quantity" ? "Quantity" : "Amount";
    parts.replaceChildren(partRow(row, 1), partRow(row, 2));
    showError(form, "");
    tell();
    dialog.showModal();
    parts.querySelector<HTMLInputElement>("[data-figure]")?.focus();
  });
  form.addEventListener("input", tell);
  part(form, "[data-add]").addEventListener("click", () => {
    if (row) parts.append(partRow(row, parts.children.length + 1));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const line = row?.line;
    if (line === null || line === undefined) return;
    const typed = [...parts.children].map((one) => ({
      description: part<HTMLInputElement>(one, "[data-description]").value,
      budget_code: part<HTMLInputElement>(one, "[data-code]").value,
      figure: part<HTMLInputElement>(one, "[data-figure]").value,
    }));
    void send(editor, editor.config.urls.split, { line, parts: typed }, form).then((done) => {
      if (!done) return;
      dialog.close();
      editor.say(`The line is split into ${typed.length}.`);
    });
  });
}

function partRow(row: EditorRow, number: number): HTMLTableRowElement {
  const line = document.createElement("tr");
  const cell = (mark: string, label: string, value: string, listed = ""): HTMLTableCellElement => {
    const input = document.createElement("input");
    input.className = mark === "figure" ? "form-control num" : "form-control";
    input.setAttribute(`data-${mark}`, "");
    input.setAttribute("aria-label", `${label} of part ${number}`);
    input.autocomplete = "off";
    input.value = value;
    if (listed) input.setAttribute("list", listed);
    const td = document.createElement("td");
    td.append(input);
    return td;
  };
  line.append(
    cell("description", "Description", row.cells["description"] ?? ""),
    cell("code", "Code", row.cells["budget_code"] ?? "", "budget_code-list"),
    cell("figure", "Figure", ""),
  );
  return line;
}

function wireMove(editor: ScheduleEditor): void {
  const dialog = dialogOf("move-amount");
  if (!dialog) return;
  const form = part<HTMLFormElement>(dialog, "form");
  const [to, figure] = [part<HTMLInputElement>(form, "#move-to"), part<HTMLInputElement>(form, "#move-figure")];
  const printer = new FigurePrinter(editor.config.locale);
  let row: EditorRow | null = null;
  onClick("schedule-move-amount", () => {
    row = asked(editor);
    if (!row) return;
    const value = printer.show(row.cells["scheduled_value"], "money");
    part<HTMLElement>(form, "[data-about]").textContent = `From line ${row.cells["item"]} ${row.cells["description"]}, ${value}.`;
    const others = editor.rows.own.filter((one) => one !== row && one.line !== null && one.cells["quantity"] === "");
    list("move-lines", others.slice(0, 500).map((one) => [one.cells["item"] ?? "", one.cells["description"] ?? ""]));
    [to.value, figure.value] = ["", ""];
    showError(form, "");
    dialog.showModal();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const target = lineNamed(editor, to.value);
    if (!target) {
      showError(form, "There is no such line. Type its item.");
      return;
    }
    void send(editor, editor.config.urls.move_amount, { from: row?.line, to: target.line, amount: figure.value }, form).then((done) => {
      if (!done) return;
      dialog.close();
      editor.say(`${figure.value} went to line ${target.cells["item"]}.`);
    });
  });
}

function lineNamed(editor: ScheduleEditor, text: string): EditorRow | undefined {
  const words = text.trim().toLocaleLowerCase();
  const saved = editor.rows.own.filter((row) => row.line !== null);
  const by = (key: string, row: EditorRow): string => (row.cells[key] ?? "").toLocaleLowerCase();
  return saved.find((row) => by("item", row) === words) ?? (words === "" ? undefined : saved.find((row) => by("description", row).includes(words)));
}

/** Of a heading all lines under it are renamed; else the chosen lines get one. */
function wireSection(editor: ScheduleEditor): void {
  const dialog = dialogOf("name-section");
  if (!dialog) return;
  const form = part<HTMLFormElement>(dialog, "form");
  const name = part<HTMLInputElement>(form, "#section-name");
  let rows: EditorRow[] = [];
  onClick("schedule-section", () => {
    const active = editor.grid.cell(editor.grid.active)?.row;
    const heading = active?.kind === "group" && editor.view.grouping === "section" ? (active.cells["description"] ?? "") : null;
    rows = heading === null ? editor.selectedLines : editor.rows.own.filter((row) => row.cells["section"] === heading);
    if (rows.length === 0) {
      editor.say("Choose lines, or the heading of a section, first.");
      return;
    }
    const about = heading === null ? `The heading of ${counted(rows.length, "line")}.` : `The heading of all ${counted(rows.length, "line")} under it.`;
    part<HTMLElement>(form, "[data-about]").textContent = about;
    name.value = rows[0]?.cells["section"] ?? "";
    const sections = new Set(editor.rows.own.map((row) => row.cells["section"] ?? "").filter((one) => one !== ""));
    list("sections", [...sections].map((one) => [one, ""]));
    dialog.showModal();
    name.select();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
    const column = editor.config.columns.find(({ key }) => key === "section");
    if (column) editor.typed(rows.map((row) => ({ row, column, text: name.value.trim() })), "fill");
  });
}

