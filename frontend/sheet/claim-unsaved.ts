/** What was typed and is not saved, as text that can be copied and kept elsewhere. */
import type { ClaimLines } from "./claim-lines";
import type { ClaimConfig } from "./claim-types";
import type { Job, SaveQueue } from "./save-queue";

export function unsavedText(queue: SaveQueue, lines: ClaimLines, config: ClaimConfig): string {
  const itemsOf = (ids: readonly number[]): string => ids.map((id) => lines.line(id)?.item ?? "").join(", ");
  const cells = queue.unsaved.map((edit) => {
    const row = lines.line(edit.line);
    return [row?.item ?? "", row?.description ?? "", lines.column(edit.column)?.label ?? edit.column, edit.value].join("\t");
  });
  const reasons = queue.unsavedReasons.map(({ lines: ids, code, text }) => {
    const label = config.reasons.find((reason) => reason.code === code)?.label ?? code;
    return [itemsOf(ids), "Reason", label, text].join("\t");
  });
  const groups = queue.unsavedGroups.map(({ lines: ids, value }) => [itemsOf(ids), "Together", value].join("\t"));
  return [...cells, ...reasons, ...groups].join("\n");
}

/** The lines that a save was about. */
export function linesOf(job: Job): Set<number> {
  if (job.kind === "cells") return new Set([...job.edits.values()].map(({ line }) => line));
  return new Set(job.kind === "reason" ? job.reason.lines : job.group.lines);
}
