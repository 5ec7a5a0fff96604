/// <reference types="node" />
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decimal, same } from "./decimals";
import { editable, FigurePrinter, parseFigure } from "./figures";

interface Case {
  text: string;
  locale: string;
  kind?: "amount" | "percent" | null;
  value?: string | null;
  error?: string;
}

// The server's cases; tests are run from the root of the repository.
const cases: Case[] = JSON.parse(readFileSync("tests/projects/figures.json", "utf8"));

for (const one of cases) {
  test(`reads ${JSON.stringify(one.text)} in ${one.locale} as the server does`, () => {
    const parsed = parseFigure(one.text, one.locale);
    if (one.error !== undefined) {
      assert.equal(parsed.kind === "refused" && parsed.reason, one.error);
    } else if (one.kind === null) {
      assert.equal(parsed.kind, "blank");
    } else {
      assert.equal(parsed.kind, "figure");
      const value = decimal(one.value ?? "");
      assert.ok(parsed.kind === "figure" && value && same(parsed.value, value));
      assert.equal(parsed.percent, one.kind === "percent");
    }
  });
}

test("prints money grouped, with two decimals and a true minus", () => {
  const printer = new FigurePrinter("en-AU");
  assert.equal(printer.show("2318500", "money"), "2,318,500.00");
  assert.equal(printer.show("-114300.005", "difference"), "\u2212114,300.01");
  assert.equal(printer.show("-0.001", "money"), "0.00");
  assert.equal(printer.show("9999999999999999.99", "money"), "9,999,999,999,999,999.99");
});

test("prints an unknown figure as a dash and a nought as a nought", () => {
  const printer = new FigurePrinter("en-AU");
  assert.equal(printer.show(null, "money"), "\u2013");
  assert.equal(printer.show("0", "money"), "0.00");
});

test("prints percentages with one decimal, with two where somebody typed two", () => {
  const printer = new FigurePrinter("en-AU");
  assert.equal(printer.show("92.685714", "percent"), "92.7%");
  assert.equal(printer.show("33.25", "percent", true), "33.25%");
  assert.equal(printer.show("45", "percent", true), "45.0%");
});

test("prints with the marks of the locale", () => {
  assert.equal(new FigurePrinter("en-IN").show("1234567.5", "money"), "12,34,567.50");
  assert.equal(new FigurePrinter("fr-CA").show("1.5", "money"), "1,50");
});

test("opens a cell with the figure plain, as it may be typed back", () => {
  assert.equal(editable("2318500.00", "money", "en-AU"), "2318500.00");
  assert.equal(editable("90.000000", "percent", "en-AU"), "90%");
  assert.equal(editable("1.5", "money", "fr-CA"), "1,50");
  assert.equal(editable(null, "money", "en-AU"), "");
});
