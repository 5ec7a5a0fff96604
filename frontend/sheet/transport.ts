/** Sends saves to the server and says in one word what came of them. */
import type { SaveAnswer } from "./claim-types";
import type { Outcome } from "./save-queue";

const STALE = "This claim was changed elsewhere, so what you typed last could not be saved.";
const REFUSED = "What you typed last could not be saved.";

export function csrfToken(): string {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (cookie) return decodeURIComponent(cookie);
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

async function messageOf(response: Response, otherwise: string): Promise<string> {
  try {
    const body: unknown = await response.json();
    const said = typeof body === "object" && body !== null && "message" in body ? body.message : null;
    return typeof said === "string" && said !== "" ? said : otherwise;
  } catch {
    return otherwise;
  }
}

export async function post(url: string, body: string, key: string): Promise<Outcome> {
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
  if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return { kind: "signed_out" };
  if (response.status === 409) return { kind: "stale", message: await messageOf(response, STALE) };
  if (response.status >= 500 || response.status === 429 || response.status === 408) return { kind: "unreachable" };
  if (!response.ok) return { kind: "refused", message: await messageOf(response, REFUSED) };
  // The contract of the save address; anything else is treated as no answer by the queue.
  const answer = (await response.json()) as SaveAnswer;
  return { kind: "answer", answer };
}
