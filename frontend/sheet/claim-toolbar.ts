/**
 * The controls above the sheet, where the page has them: search, only what differs, the count of
 * missing reasons, accepting everything as claimed, assessing by a percentage.
 */
import type { ClaimSheet } from "./claim-desk";
import type { ClaimRow } from "./claim-lines";
import { editable } from "./figures";
import { counted } from "./sentences";

/** Answers what is to be done whenever figures change. */
export function wireToolbar(sheet: ClaimSheet): () => void {
  wireFilters(sheet);
  document.getElementById("sheet-accept-all")?.addEventListener("click", () => acceptAll(sheet));
  wireAssessPercent(sheet);
  return wireMissing(sheet);
}

function wireFilters(sheet: ClaimSheet): void {
  const search = document.querySelector<HTMLInputElement>("#sheet-search");
  const only = document.querySelector<HTMLInputElement>("#sheet-only-changed");
  const apply = (): void => {
    const words = search?.value.trim().toLocaleLowerCase() ?? "";
    const differing = only?.checked === true;
    const passes = (row: ClaimRow): boolean =>
      (!differing || sheet.lines.differs(row)) &&
      (words === "" || `${row.item} ${row.description} ${row.cells["budget_code"] ?? ""}`.toLocaleLowerCase().includes(words));
    sheet.filterBy(words === "" && !differing ? null : passes);
  };
  search?.addEventListener("input", apply);
  only?.addEventListener("change", apply);
}

function wireMissing(sheet: ClaimSheet): () => void {
  const missing = document.getElementById("sheet-missing-reasons");
  missing?.addEventListener("click", () => {
    const first = sheet.lines.cuts.withoutReason[0];
    if (!first) return;
    sheet.goTo(first, "reason");
    sheet.openReason(first);
  });
  return () => {
    if (!missing) return;
    const { all, withoutReason } = sheet.lines.cuts;
    missing.hidden = withoutReason.length === 0;
    const text = missing.querySelector<HTMLElement>("[data-text]") ?? missing;
    text.textContent = `${withoutReason.length} of ${all.length} ${all.length === 1 ? "reason" : "reasons"} missing`;
  };
}

function assessable(sheet: ClaimSheet): ClaimRow[] {
  const column = sheet.lines.column("assessed");
  return column ? sheet.lines.lines.filter((row) => sheet.content.canEdit(row, column)) : [];
}

function acceptAll(sheet: ClaimSheet): void {
  const column = sheet.lines.column("assessed");
  if (!column) return;
  const changes = assessable(sheet)
    .filter((row) => row.cells["assessed"] !== row.cells["claimed"])
    .map((row) => ({ row, column, text: editable(row.cells["claimed"], "money", sheet.config.locale) }));
  sheet.type(changes);
  sheet.announce(changes.length === 0 ? "Every line is already assessed as claimed." : `${counted(changes.length, "line")} set to what was claimed. Ctrl+Z takes it back.`);
}

/** #sheet-assess-percent is a form with one text input: the percentage for the selected lines, or for all. */
function wireAssessPercent(sheet: ClaimSheet): void {
  const form = document.querySelector<HTMLFormElement>("form#sheet-assess-percent");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = form.querySelector<HTMLInputElement>("input")?.value.trim() ?? "";
    const column = sheet.lines.column("assessed_percent") ?? sheet.lines.column("assessed");
    if (!column || text === "") return;
    const selected = sheet.selectedLines.filter((row) => sheet.content.canEdit(row, column));
    const rows = selected.length > 1 ? selected : assessable(sheet);
    const percent = text.endsWith("%") ? text : `${text}%`;
    sheet.type(rows.map((row) => ({ row, column, text: percent })));
    sheet.announce(`${counted(rows.length, "line")} assessed at ${percent}. Ctrl+Z takes it back.`);
    form.closest<HTMLElement>("[popover]")?.hidePopover();
  });
}
