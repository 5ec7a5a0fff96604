/* Dialogs open by `data-dialog="<id>"`, close by `data-close` or a click beside them. Popovers are
   the browser's own; here they only get their place, below their button where there is room. */
const GAP = 8;
const EDGE = 12;

interface Filled {
  target: HTMLElement;
  requestConfig: { elt: Element };
}

function opener(popover: HTMLElement): Element | null {
  return document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`);
}

export function placePopover(popover: HTMLElement, beside: Element): void {
  const button = beside.getBoundingClientRect();
  const size = popover.getBoundingClientRect();
  const left = Math.min(Math.max(EDGE, button.right - size.width), window.innerWidth - size.width - EDGE);
  const below = button.bottom + GAP;
  const fits = below + size.height <= window.innerHeight - EDGE;
  popover.style.left = `${Math.max(EDGE, left)}px`;
  popover.style.setProperty("--ls-notch", `${button.left + button.width / 2 - Math.max(EDGE, left) - 5}px`);
  popover.classList.toggle("is-above", !fits);
  popover.style.top = `${fits ? below : Math.max(EDGE, button.top - GAP - size.height)}px`;
}

function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

function onClick(event: MouseEvent): void {
  const target = event.target as Element;
  const button = target.closest<HTMLElement>("[data-dialog]");
  if (button?.dataset["dialog"]) {
    event.preventDefault();
    openDialog(button.dataset["dialog"]);
    return;
  }
  if (target.closest("[data-close]")) target.closest("dialog")?.close();
  else if (target.closest("[data-dismiss]")) target.closest(".ls-note")?.remove();
  else if (target instanceof HTMLDialogElement && isOutside(target, event)) target.close();
}

function isOutside(dialog: HTMLDialogElement, event: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  const { clientX: x, clientY: y } = event;
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}

export function startDialogs(): void {
  document.addEventListener("click", onClick);
  document.addEventListener(
    "toggle",
    (event) => {
      const popover = event.target;
      if (!(popover instanceof HTMLElement) || !popover.matches(".ls-popover:popover-open")) return;
      const beside = opener(popover);
      if (beside) placePopover(popover, beside);
    },
    true,
  );
  // A link with `data-popup="<id>"` fills the popover of that id (htmx) and opens it in place; without
  // script it leads to the page that does the same. It opens once its content has settled: htmx gives
  // the focus to `autofocus` then, and who was quick would lose it to that in the midst of typing.
  document.addEventListener("htmx:afterSettle", (event) => {
    const { target, requestConfig } = (event as CustomEvent<Filled>).detail;
    const beside = requestConfig.elt;
    if (beside.getAttribute("data-popup") !== target.id || !target.matches(".ls-popover")) return;
    target.showPopover();
    placePopover(target, beside);
    target.querySelector<HTMLElement>("[autofocus]")?.focus();
  });
  // A dialog that the server sends with `data-open` (a form with errors) opens by itself.
  for (const dialog of document.querySelectorAll("dialog[data-open]")) openDialog(dialog.id);
}
