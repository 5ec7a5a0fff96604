/* Forms: what was typed is not left behind unasked, nothing is sent twice, and a summary of errors
   takes the focus so that it is read first. */
const sent = new WeakSet<HTMLFormElement>();
const touched = new Set<HTMLFormElement>();

function guarded(form: HTMLFormElement | null): form is HTMLFormElement {
  return form !== null && "guard" in form.dataset;
}

/* A field may be named "method", as that of a payment is; then `form.method` is the field. */
function methodOf(form: HTMLFormElement): string {
  return form.getAttribute("method")?.toLowerCase() ?? "get";
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || methodOf(form) !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  touched.delete(form);
  event.submitter?.setAttribute("aria-busy", "true");
}

/* A page that comes back from the browser's memory may be sent again. */
function onShow(event: PageTransitionEvent): void {
  if (!event.persisted) return;
  for (const form of document.forms) release(form);
}

export function release(form: HTMLFormElement): void {
  sent.delete(form);
  for (const busy of form.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
}

function onLeave(event: BeforeUnloadEvent): void {
  for (const form of touched) if (!form.isConnected) touched.delete(form);
  if (touched.size > 0) event.preventDefault();
}

function onErrorLink(event: MouseEvent): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>('.ls-note[role="alert"] a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "center" });
}

export function startForms(): void {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("input", (event) => {
    const form = (event.target as HTMLInputElement).form;
    if (guarded(form)) touched.add(form);
  });
  document.addEventListener("reset", (event) => touched.delete(event.target as HTMLFormElement));
  document.addEventListener("click", onErrorLink);
  document.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement;
    if ("submitOnChange" in field.dataset) field.form?.requestSubmit();
  });
  window.addEventListener("beforeunload", onLeave);
  window.addEventListener("pageshow", onShow);
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}
