/* Draws the charts of reports. A page that has one loads this; every figure also stands in the
   table of the report, so a page without script misses nothing. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { type ChartContent, optionsOf } from "./chart-options";
import { type Palette, paletteOf } from "./chart-palette";

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

interface Drawn {
  readonly area: HTMLElement;
  readonly content: ChartContent;
  readonly chart: EChartsType;
}

const LYING_ROW = 26;
const AROUND = 96;
const PAPER_WIDTH = 940;
const PAPER_HEIGHT = 250;
const drawn: Drawn[] = [];
let isPrinting = false;

function heightOf(content: ChartContent): number {
  return AROUND + LYING_ROW * content.categories.length;
}

function contentOf(area: HTMLElement): ChartContent | null {
  const holder = document.getElementById(area.dataset["chart"] ?? "");
  return holder ? (JSON.parse(holder.textContent ?? "null") as ChartContent | null) : null;
}

function show(one: Drawn, palette: Palette = paletteOf(one.area)): void {
  const narrow = one.area.clientWidth < 560;
  one.chart.setOption(optionsOf(one.content, palette, narrow), { notMerge: true });
}

function draw(area: HTMLElement): void {
  const content = contentOf(area);
  if (!content) return;
  if (content.isLying) area.style.height = `${heightOf(content)}px`;
  const one = { area, content, chart: init(area, null, { renderer: "svg" }) };
  drawn.push(one);
  show(one);
  new ResizeObserver(() => {
    if (isPrinting) return;
    one.chart.resize();
    show(one);
  }).observe(area);
}

function redraw(): void {
  for (const one of drawn) show(one);
}

function startPrinting(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  // Paper is light whatever the screen is, and as wide as the narrower of its formats.
  addEventListener("beforeprint", () => {
    isPrinting = true;
    for (const one of drawn) {
      one.chart.resize({ width: PAPER_WIDTH, height: one.content.isLying ? heightOf(one.content) : PAPER_HEIGHT });
      show(one, paletteOf(one.area, "light"));
    }
  });
  addEventListener("afterprint", () => {
    isPrinting = false;
    for (const one of drawn) one.chart.resize({ width: "auto", height: "auto" });
    redraw();
  });
}

for (const area of document.querySelectorAll<HTMLElement>("[data-chart]")) draw(area);
new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
startPrinting();
