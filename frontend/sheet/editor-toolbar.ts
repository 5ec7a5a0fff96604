/** The controls above the schedule editor: add, delete, group and search. */
import type { ScheduleEditor } from "./editor-desk";
import { counted } from "./sentences";
import type { Grouping } from "./editor-view";

export function wireToolbar(editor: ScheduleEditor): void {
  onClick("schedule-add", () => add(editor));
  onClick("schedule-delete", () => remove(editor));
  const group = document.querySelector<HTMLSelectElement>("#schedule-group");
  if (group) editor.view.grouping = group.value as Grouping;
  group?.addEventListener("change", () => {
    editor.view.grouping = group.value as Grouping;
    editor.view.folded.clear();
    editor.show();
  });
  const search = document.querySelector<HTMLInputElement>("#sheet-search");
  let timer = 0;
  search?.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      editor.view.search = search.value;
      editor.show();
    }, 120);
  });
}

function onClick(id: string, act: () => void): void {
  const button = document.getElementById(id);
  button?.addEventListener("click", act);
  // The grid drops its selection on a pointer that ends outside of it, unless told not to.
  button?.addEventListener("mouseup", (event) => event.preventDefault());
}

/** Behind the active line, under its heading; else at the end. */
function add(editor: ScheduleEditor): void {
  const rows = editor.rows.own;
  const active = editor.selectedLines.at(-1);
  const row = active ? editor.rows.blankBeside(active, editor.view.grouping) : rows.at(-1);
  if (!row) return;
  if (active) editor.addRows([row], active);
  editor.goTo(row, "description");
}

function remove(editor: ScheduleEditor): void {
  const rows = editor.selectedLines;
  if (rows.length === 0) {
    editor.say("Choose the lines to delete first.");
    return;
  }
  const billed = rows.filter((row) => row.billed !== "");
  if (billed.length > 0) {
    const named = billed[0]?.cells["item"] ?? "";
    editor.say(`Amounts of line ${named} were claimed, so it stays. Lower its value instead.`);
    return;
  }
  editor.deleteRows(rows);
  editor.say(`${counted(rows.length, "line")} deleted. Ctrl+Z brings them back.`);
  editor.grid.focusCell();
}

export { onClick };
