/** The sentences that a sheet says about saving and about how many. */
import type { SaveState } from "./save-queue";

export function saveSentence(state: SaveState, saved: string): string {
  switch (state.kind) {
    case "saving":
      return "Saving…";
    case "saved":
      return state.at === null ? "" : `${saved} ${state.at}`;
    case "waiting":
      return `Not saved yet. Trying again in ${state.seconds === 1 ? "a second" : `${state.seconds} seconds`}.`;
    case "signed_out":
      return "Not saved yet: you were signed out.";
    case "stopped":
      return "Not saved.";
  }
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Names as a sentence lists them. */
export function named(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
