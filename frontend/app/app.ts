/* The page script: everything here makes pages nicer that already work without it. */
import { startBreakdown } from "./breakdown";
import { startDialogs } from "./dialogs";
import { startDrops } from "./drops";
import { startForms } from "./forms";
import { startKeyboard } from "./keyboard";
import { startMenus } from "./menus";
import { startNetwork } from "./network";
import { startOpening } from "./opening";
import { startPhoneLines } from "./phone";
import { startPrefill } from "./prefill";
import { startTabs } from "./tabs";
import { startSelection } from "./selection";
import { startThemeChoice } from "./theme";

startThemeChoice();
startMenus();
startDialogs();
startForms();
startNetwork();
startSelection();
startDrops();
startKeyboard();
startPhoneLines();
startPrefill();
startBreakdown();
startOpening();
startTabs();
