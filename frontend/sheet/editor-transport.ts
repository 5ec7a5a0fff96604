/** Asks the server for the lines of a schedule, and sends what was done to them. */
import { csrfToken } from "./transport";
import type { Everything, LineConflict, LinesAnswer, LinesOutcome } from "./editor-types";

const NOT_SAVED = "What you did last could not be saved.";

export async function fetchLines(url: string): Promise<Everything> {
  const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error("The lines could not be read.");
  return (await response.json()) as Everything;
}

interface Refusal {
  readonly message?: string;
  readonly fields?: Record<string, string>;
  readonly conflicts?: LineConflict[];
}

async function refusalOf(response: Response): Promise<Refusal> {
  try {
    return (await response.json()) as Refusal;
  } catch {
    return {};
  }
}

export async function sendLines(url: string, body: string, key: string): Promise<LinesOutcome> {
  const response = await fetch(url, {
    method: "POST",
    credentials: "same-origin",
    redirect: "manual",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "X-CSRFToken": csrfToken(),
      "Idempotency-Key": key,
    },
    body,
  });
  if (response.type === "opaqueredirect" || response.status === 401) return { kind: "signed_out" };
  if (response.status >= 500 || response.status === 429 || response.status === 408) return { kind: "unreachable" };
  if (response.ok) return { kind: "answer", answer: (await response.json()) as LinesAnswer };
  const { message = NOT_SAVED, fields = {}, conflicts = [] } = await refusalOf(response);
  if (response.status === 409 && conflicts.length > 0) return { kind: "conflict", message, conflicts };
  if (response.status === 422 && Object.keys(fields).length > 0) return { kind: "refused", message, fields };
  return { kind: "stopped", message };
}
