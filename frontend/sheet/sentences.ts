/** The sentences that say where the saving of a sheet stands. */
import type { SaveState } from "./save-queue";

export function saveSentence(state: SaveState, review: boolean): string {
  switch (state.kind) {
    case "saving":
      return "Saving…";
    case "saved":
      return state.at === null ? "" : `${review ? "Draft assessment" : "Draft"} saved ${state.at}`;
    case "waiting":
      return `Not saved yet. Trying again in ${state.seconds === 1 ? "a second" : `${state.seconds} seconds`}.`;
    case "signed_out":
      return "Not saved yet: you were signed out.";
    case "stopped":
      return "Not saved.";
  }
}
