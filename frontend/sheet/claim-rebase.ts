/**
 * What was typed while a save was under way was typed over figures that this very save changed.
 * Once it is answered, what waits is judged against what the server has now, so that nobody meets
 * themselves as a second editor.
 */
import type { ClaimLines } from "./claim-lines";
import type { CellEdit, SaveAnswer } from "./claim-types";
import type { Job } from "./save-queue";

/** Figures that stand for themselves; all others of a line derive from each other. */
const APART = /stored|retention/;

/** The figure that the server has in a cell, where the save changed it; undefined for other cells. */
export function knownAfter(job: Job, answer: SaveAnswer, lines: ClaimLines): (edit: CellEdit) => string | null | undefined {
  const kept = new Set((answer.conflicts ?? []).map(({ line, column }) => `${line} ${column}`));
  const cells = new Set<string>();
  const worked = new Set<number>();
  const note = (line: number, column: string): void => {
    if (kept.has(`${line} ${column}`)) return;
    cells.add(`${line} ${column}`);
    if (!APART.test(column)) worked.add(line);
  };
  if (job.kind === "cells") job.edits.forEach(({ line, column }) => note(line, column));
  if (job.kind === "group" && kept.size === 0) job.group.lines.forEach((line) => note(line, job.group.column));
  return ({ line, column }) => {
    const own = cells.has(`${line} ${column}`) || (worked.has(line) && !APART.test(column));
    return own ? (lines.line(line)?.server[column] ?? null) : undefined;
  };
}
