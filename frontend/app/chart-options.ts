/* What the chart library is told: axes in short figures, words of the server in what it says. */
import type { BarSeriesOption, LineSeriesOption } from "echarts/charts";
import type { EChartsCoreOption } from "echarts/core";
import { faded, PALE, type Palette } from "./chart-palette";

export interface ChartSeries {
  readonly name: string;
  readonly tone: string;
  readonly shape: "bar" | "line" | "dashed" | "limit";
  readonly stack: string;
  readonly values: readonly (number | null)[];
  readonly words: readonly string[];
}

export interface ChartContent {
  readonly categories: readonly string[];
  readonly series: readonly ChartSeries[];
  readonly isLying: boolean;
  readonly today: number | null;
  readonly locale: string;
}

const FONT = "Inter, system-ui, sans-serif";
const PART = "…";

function shortFigures(locale: string): (value: number) => string {
  const written = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  return (value) => written.format(value).replace("-", "\u2212");
}

/** A name that is long is cut: the table has it whole. */
function cut(name: string, most: number): string {
  return name.length > most ? `${name.slice(0, most - 1)}${PART}` : name;
}

/** What is said of one category, built as elements: names are people's words. */
function said(content: ChartContent, place: number): HTMLElement {
  const box = document.createElement("div");
  box.className = "ls-chart-said";
  const table = box.appendChild(document.createElement("table"));
  table.createCaption().textContent = content.categories[place] ?? "";
  for (const one of content.series) {
    const value = one.values[place];
    if (value === null || value === undefined) continue;
    const row = table.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = one.name;
    row.append(head);
    row.insertCell().textContent = one.words[place] ?? "";
  }
  return box;
}

function seriesOf(content: ChartContent, palette: Palette): (BarSeriesOption | LineSeriesOption)[] {
  return content.series.map((one, index) => {
    const color = palette.tones[one.tone] ?? palette.ink;
    const pale = PALE[one.tone];
    const fill = pale === undefined ? color : faded(color, pale);
    const shared = { name: one.name, data: [...one.values] as number[], color: fill };
    if (one.shape === "bar") {
      return {
        ...shared,
        type: "bar",
        ...(one.stack ? { stack: one.stack } : {}),
        barMaxWidth: content.isLying ? 16 : 34,
        itemStyle: {
          borderRadius: one.stack ? 0 : 2,
          ...(pale === undefined ? {} : { borderColor: color, borderWidth: 1 }),
        },
        ...(index === 0 ? todayLine(content, palette) : {}),
      };
    }
    const isPlain = one.shape === "line";
    return {
      ...shared,
      type: "line",
      symbol: isPlain && content.categories.length < 40 ? "circle" : "none",
      symbolSize: 5,
      lineStyle: {
        color,
        width: isPlain ? 2 : 1.5,
        type: one.shape === "dashed" ? "dashed" : one.shape === "limit" ? "dotted" : "solid",
      },
      ...(index === 0 ? todayLine(content, palette) : {}),
    };
  });
}

function todayLine(content: ChartContent, palette: Palette): Pick<LineSeriesOption, "markLine"> {
  if (content.today === null) return {};
  return {
    markLine: {
      silent: true,
      symbol: "none",
      animation: false,
      data: [{ xAxis: content.today }],
      lineStyle: { color: palette.third, type: "solid", width: 1 },
      label: { formatter: "today", color: palette.third, fontFamily: FONT, fontSize: 11 },
    },
  };
}

export function optionsOf(content: ChartContent, palette: Palette, narrow: boolean): EChartsCoreOption {
  const text = { color: palette.third, fontFamily: FONT, fontSize: 11.5 };
  const names = {
    type: "category",
    data: content.categories.map((name) => cut(name, 22)),
    axisLabel: { ...text, hideOverlap: !content.isLying, ...(content.isLying ? { interval: 0 } : {}) },
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    inverse: content.isLying,
  };
  const figures = {
    type: "value",
    axisLabel: { ...text, formatter: shortFigures(content.locale) },
    splitLine: { lineStyle: { color: palette.line } },
    splitNumber: narrow ? 3 : 5,
  };
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { top: narrow ? 58 : 40, right: 16, bottom: 8, left: 8, containLabel: true },
    legend: {
      top: 0,
      left: 4,
      icon: "roundRect",
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 14,
      textStyle: { color: palette.second, fontFamily: FONT, fontSize: 12 },
      inactiveColor: palette.line,
    },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: content.series.some((one) => one.shape === "bar") ? "shadow" : "line" },
      backgroundColor: palette.ground,
      borderColor: palette.line,
      padding: [8, 10],
      confine: true,
      formatter: (found: unknown) => said(content, (found as { dataIndex: number }[])[0]?.dataIndex ?? 0),
    },
    xAxis: content.isLying ? figures : names,
    yAxis: content.isLying ? names : figures,
    series: seriesOf(content, palette),
  };
}
