/** Entry of the schedule editor: puts it into #schedule-editor and keeps it saved. */
import "./sheet.css";
import "./sheet-words.css";
import "./editor.css";
import { ScheduleEditor } from "./editor-desk";
import type { EditorConfig } from "./editor-types";
import { configOf } from "./page-parts";

const host = document.getElementById("schedule-editor");
if (host) void ScheduleEditor.mount(host, configOf<EditorConfig>(host));
