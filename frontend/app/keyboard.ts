/* Keys that help those who live in lists: "/" goes to the search, Escape leaves it, arrow keys walk
   through rows, Ctrl or Cmd with Enter sends the form one is typing in. */
function isTyping(target: Element): boolean {
  return target.matches("input, textarea, select, [contenteditable]");
}

function walk(target: Element, step: number): boolean {
  const row = target.closest("tr");
  const link = (of: Element | null): HTMLElement | null => of?.querySelector<HTMLElement>("[data-row-link]") ?? null;
  if (!row || !link(row)) return false;
  let next: Element | null = row;
  do next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
  while (next && !link(next));
  link(next)?.focus();
  return true;
}

function onKey(event: KeyboardEvent): void {
  const target = event.target as Element;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    (target as HTMLInputElement).form?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !isTyping(target)) {
    const search = document.querySelector<HTMLInputElement>("[data-search]");
    if (search) event.preventDefault();
    search?.focus();
  } else if (event.key === "Escape" && target.matches("[data-search]")) {
    (target as HTMLElement).blur();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && target.matches("[data-row-link]")) {
    if (walk(target, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
  }
}

export function startKeyboard(): void {
  document.addEventListener("keydown", onKey);
}
