/* What htmx sends and what becomes of it: the CSRF token goes along, and a failure is told in a
   sentence while what was typed stays on the page. */
import { release } from "./forms";
import { say } from "./toasts";

interface HtmxRequest {
  headers: Record<string, string>;
}

interface HtmxAnswer {
  xhr: XMLHttpRequest;
  elt: Element;
}

export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

function signInAddress(): string {
  return `/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
}

export function sayFailure(status: number): void {
  if (status === 401) {
    say("You were signed out. Nothing is lost: sign in in another window, then try again here.", {
      act: { label: "Sign in", href: signInAddress() },
    });
  } else if (status === 403) {
    say("This was not allowed, or the page was open too long. Copy what you typed, reload, and try again.");
  } else if (status === 404) {
    say("This record is gone or is no longer shared with you.");
  } else if (status === 409) {
    say("Somebody changed this in the meantime. Reload to see what changed; copy what you typed first.");
  } else if (status === 0) {
    say("The connection failed, and nothing was saved. What you typed is still here: try again in a moment.");
  } else {
    say("Something failed on our side, and nothing was saved. What you typed is still here: try again.");
  }
}

function letTryAgain(element: Element): void {
  const form = element.closest("form");
  if (form) release(form);
}

/* A session that has ended answers with the sign-in page: following it would lose what was typed. */
function isSignInPage(xhr: XMLHttpRequest): boolean {
  return xhr.status === 200 && xhr.responseURL.includes("/accounts/login/");
}

export function startNetwork(): void {
  document.addEventListener("htmx:configRequest", (event) => {
    (event as CustomEvent<HtmxRequest>).detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = (event as CustomEvent<HtmxAnswer>).detail;
    if (!isSignInPage(xhr)) return;
    event.preventDefault();
    sayFailure(401);
  });
  document.addEventListener("htmx:responseError", (event) => {
    sayFailure((event as CustomEvent<HtmxAnswer>).detail.xhr.status);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => sayFailure(0));
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    letTryAgain((event as CustomEvent<HtmxAnswer>).detail.elt);
  });
  window.addEventListener("offline", () => say("You are offline. What you type stays on this page."));
}
