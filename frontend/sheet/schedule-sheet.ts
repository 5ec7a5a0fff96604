/** Entry of the schedule sheet: puts it into #schedule-sheet, inside the form that saves it. */
import "./sheet.css";
import "./sheet-words.css";
import { configOf } from "./page-parts";
import { ScheduleDesk } from "./schedule-desk";
import type { ScheduleConfig } from "./schedule-rows";

/**
 * A form that chooses the accounting method has a sheet with the columns of that method: choosing
 * the other one puts a new sheet into its place, with what was typed.
 */
async function mount(host: HTMLElement, config: ScheduleConfig): Promise<void> {
  const desk = await ScheduleDesk.mount(host, config);
  const form = host.closest("form");
  if (!form || config.columns) return;
  const chosen = (): void => {
    const method = new FormData(form).get("accounting_method");
    if ((method !== "amount" && method !== "unit") || method === config.method) return;
    form.removeEventListener("change", chosen);
    const rows = desk.end();
    const place = host.cloneNode(false) as HTMLElement;
    delete place.dataset["ready"];
    host.replaceWith(place);
    void mount(place, { ...config, method, rows, errors: [] });
  };
  form.addEventListener("change", chosen);
  chosen();
}

const host = document.getElementById("schedule-sheet");
if (host) void mount(host, configOf<ScheduleConfig>(host));
