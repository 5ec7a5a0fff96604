/* Menus are <details>; they close on Escape, on a click elsewhere and on leaving, move with the
   arrow keys, and come out of cards and scrolling tables instead of being cut off by them. */
const GAP = 4;
const EDGE = 8;

function place(menu: HTMLDetailsElement): void {
  const panel = menu.querySelector<HTMLElement>(".ls-menu-panel");
  const summary = menu.querySelector("summary");
  if (!panel || !summary) return;
  const button = summary.getBoundingClientRect();
  panel.style.position = "fixed";
  panel.style.inset = "auto";
  const size = panel.getBoundingClientRect();
  const wanted = menu.classList.contains("ls-menu-start") ? button.left : button.right - size.width;
  const left = Math.min(Math.max(EDGE, wanted), window.innerWidth - size.width - EDGE);
  const below = button.bottom + GAP;
  const roomBelow = window.innerHeight - below - EDGE;
  const upward = menu.classList.contains("ls-menu-up") || size.height > roomBelow;
  const top = upward ? Math.max(EDGE, button.top - GAP - size.height) : below;
  panel.style.left = `${left}px`;
  panel.style.top = `${top}px`;
}

function openMenus(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")];
}

function closeAll(except?: Element | null): void {
  for (const menu of openMenus()) if (menu !== except) menu.open = false;
}

function move(menu: HTMLDetailsElement, step: number): void {
  const items = [...menu.querySelectorAll<HTMLElement>(".ls-menu-item, .ls-menu-panel input")];
  if (items.length === 0) return;
  const now = items.indexOf(document.activeElement as HTMLElement);
  const next = now < 0 ? (step > 0 ? 0 : items.length - 1) : (now + step + items.length) % items.length;
  items[next]?.focus();
}

function onKey(event: KeyboardEvent): void {
  const menu = (event.target as Element).closest<HTMLDetailsElement>("details[data-menu][open]");
  if (!menu) return;
  if (event.key === "Escape") {
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary")?.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(menu, event.key === "ArrowDown" ? 1 : -1);
  }
}

export function startMenus(): void {
  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      if (!(menu instanceof HTMLDetailsElement) || !("menu" in menu.dataset) || !menu.open) return;
      closeAll(menu);
      place(menu);
    },
    true,
  );
  document.addEventListener("click", (event) => {
    closeAll((event.target as Element).closest("details[data-menu]"));
  });
  document.addEventListener("focusin", (event) => {
    closeAll((event.target as Element).closest("details[data-menu]"));
  });
  document.addEventListener("keydown", onKey);
  window.addEventListener("resize", () => closeAll());
  document.addEventListener("scroll", (event) => {
    if (!(event.target as Element).closest?.(".ls-menu-panel")) closeAll();
  }, true);
}
