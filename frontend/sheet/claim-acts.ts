/**
 * The page's own forms wait for the sheet: nothing is submitted or decided on figures that are not
 * saved yet, and a decision that needs reasons first leads to the line that lacks one.
 */
import { say } from "../app/toasts";
import type { ClaimSheet } from "./claim-desk";

const ACTS = "form[data-claim-act]";

export function wireActs(sheet: ClaimSheet): void {
  let waiting: { form: HTMLFormElement; button: HTMLElement | null } | null = null;

  const onSubmit = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    if (!form.matches(ACTS)) return;
    if (sheet.lines.refused.length > 0) {
      hold(event);
      const first = sheet.lines.refused[0];
      if (first) sheet.goTo(first.row, first.key);
      say("Correct the cells that are not saved first.", { stays: false });
    } else if (sheet.isWaiting) {
      hold(event);
      waiting = { form, button: event.submitter };
      say("Waiting until everything is saved.", { stays: false });
    } else if ("needsReasons" in form.dataset && sheet.openMissingReason()) {
      hold(event);
      say("Say why first: this line is assessed below what was claimed.", { stays: false });
    }
  };

  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("ledgerstone:saved", () => {
    queueMicrotask(() => {
      if (!waiting || sheet.isWaiting) return;
      const { form, button } = waiting;
      waiting = null;
      if (form.isConnected) form.requestSubmit(button);
      else say("What was saved changed what there is to decide: look again.", { stays: false });
    });
  });
}

function hold(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
