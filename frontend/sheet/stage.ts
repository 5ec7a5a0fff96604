/** The place a sheet stands on: its height in the window, and its voice for screen readers. */

const LEAST_HEIGHT = 360;
const GUTTER = 21;

/** The sheet reaches down to the end of the window, so that its totals are always in sight. */
export function fillHeight(host: HTMLElement, frame: HTMLElement): void {
  const fit = (): void => {
    const top = frame.getBoundingClientRect().top + window.scrollY;
    frame.style.height = `${Math.max(LEAST_HEIGHT, window.innerHeight - top - GUTTER)}px`;
  };
  fit();
  window.addEventListener("resize", fit);
  // What is listed above the sheet pushes it down.
  new ResizeObserver(fit).observe(host);
}

/** Says a sentence politely, and shows it for a while beside the sheet. */
export function liveRegion(host: HTMLElement): (sentence: string) => void {
  const region = document.createElement("div");
  region.className = "ls-sheet-said";
  region.setAttribute("role", "status");
  region.setAttribute("aria-live", "polite");
  host.append(region);
  let timer = 0;
  return (sentence) => {
    region.textContent = sentence;
    region.classList.add("ls-shown");
    window.clearTimeout(timer);
    timer = window.setTimeout(() => region.classList.remove("ls-shown"), 8000);
  };
}
