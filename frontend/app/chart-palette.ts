/* The colours of a chart: the tokens of the style sheets as they come out in the theme at hand. */
export interface Palette {
  readonly ink: string;
  readonly second: string;
  readonly third: string;
  readonly line: string;
  readonly ground: string;
  readonly tones: Readonly<Record<string, string>>;
}

const TONES: Readonly<Record<string, string>> = {
  first: "--ls-control",
  second: "--tblr-primary",
  third: "--ls-done",
  plan: "--ls-you",
  limit: "--tblr-tertiary",
  rest: "--ls-control",
  late: "--ls-problem",
  line: "--tblr-body-color",
  in: "--ls-done",
  "in-due": "--ls-done",
  "in-expected": "--ls-done",
  out: "--ls-them",
  "out-due": "--ls-them",
  "out-expected": "--ls-them",
};

/** What is not sure yet is drawn paler, within an edge of the full colour. */
export const PALE: Readonly<Record<string, number>> = {
  rest: 0.25,
  "in-due": 0.62,
  "in-expected": 0.3,
  "out-due": 0.62,
  "out-expected": 0.3,
};

/** A colour as it was computed, seen through. */
export function faded(color: string, share: number): string {
  return color.replace(/^rgb\((.*)\)$/, `rgba($1, ${share})`);
}

/** Read from an element of the page, because a token differs with the scheme it is used in. */
export function paletteOf(area: HTMLElement, scheme = ""): Palette {
  const probe = document.createElement("span");
  probe.hidden = true;
  if (scheme) probe.style.colorScheme = scheme;
  area.parentElement?.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    ink: read("--tblr-body-color"),
    second: read("--tblr-secondary"),
    third: read("--tblr-tertiary"),
    line: read("--tblr-border-color"),
    ground: read("--tblr-bg-surface"),
    tones: Object.fromEntries(Object.entries(TONES).map(([tone, token]) => [tone, read(token)])),
  };
  probe.remove();
  return palette;
}
