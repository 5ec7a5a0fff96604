/* The prefill preview: a late amount has two tick boxes that stay in step, and every choice is
   looked at again by itself. Without script the page's "Look again" button does the same. */

const open = new Set<string>();

function keepInStep(form: HTMLFormElement, box: HTMLInputElement): void {
  for (const twin of form.querySelectorAll<HTMLInputElement>(`input[data-late="${box.dataset["late"]}"]`)) {
    twin.checked = box.checked;
  }
}

function changed(event: Event): void {
  const target = event.target;
  const form = target instanceof Element ? target.closest<HTMLFormElement>("form[data-prefill]") : null;
  if (!form || !(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
  if (target instanceof HTMLInputElement && target.classList.contains("ls-opener")) remember(target);
  if ("local" in target.dataset) return;
  if (target instanceof HTMLInputElement && target.dataset["late"]) keepInStep(form, target);
  form.dispatchEvent(new CustomEvent("choice"));
}

function remember(opener: HTMLInputElement): void {
  const line = opener.dataset["line"] ?? "";
  if (opener.checked) open.add(line);
  else open.delete(line);
}

function reopen(): void {
  for (const opener of document.querySelectorAll<HTMLInputElement>("form[data-prefill] .ls-opener")) {
    if (open.has(opener.dataset["line"] ?? "")) opener.checked = true;
  }
}

export function startPrefill(): void {
  document.addEventListener("change", changed);
  document.addEventListener("htmx:afterSettle", reopen);
}
