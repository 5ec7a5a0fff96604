/* Where tabs do not fit beside each other, the current one is brought into sight. */
export function startTabs(): void {
  for (const tabs of document.querySelectorAll<HTMLElement>(".ls-tabs, .ls-counts")) {
    const current = tabs.querySelector<HTMLElement>("[aria-current]");
    if (current === null || tabs.scrollWidth <= tabs.clientWidth) continue;
    const past = current.getBoundingClientRect().right - tabs.getBoundingClientRect().right;
    if (past > 0) tabs.scrollLeft = past + ROOM;
  }
}

/* Enough to see that more follows. */
const ROOM = 24;
