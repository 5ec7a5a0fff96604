/** Entry of the schedule sheet: puts it into #schedule-sheet, inside the form that saves it. */
import "./sheet.css";
import { configOf } from "./page-parts";
import { ScheduleDesk } from "./schedule-desk";
import type { ScheduleConfig } from "./schedule-rows";

const host = document.getElementById("schedule-sheet");
if (host) void ScheduleDesk.mount(host, configOf<ScheduleConfig>(host));
