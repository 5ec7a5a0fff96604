/** Long work in slices, so that the page answers between them. */

const SLICE = 24;

/** Lets the browser draw and answer before what comes next. */
export function breath(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => window.setTimeout(resolve, 0)));
}

/** Does something with each of many, pausing whenever a slice of time is used up. */
export async function inSlices<T>(many: readonly T[], act: (one: T) => void): Promise<void> {
  let begun = performance.now();
  for (const one of many) {
    act(one);
    if (performance.now() - begun < SLICE) continue;
    await breath();
    begun = performance.now();
  }
}
