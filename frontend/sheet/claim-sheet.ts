/** Entry of the claim sheet: puts it into #claim-sheet and keeps it saved. */
import "./sheet.css";
import "./sheet-words.css";
import { ClaimSheet } from "./claim-desk";
import type { ClaimConfig } from "./claim-types";
import { configOf } from "./page-parts";

const host = document.getElementById("claim-sheet");
if (host) void ClaimSheet.mount(host, configOf<ClaimConfig>(host));
