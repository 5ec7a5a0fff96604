/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { plain } from "./decimals";
import { scheduleColumns, ScheduleRows, type ScheduleConfig, type ScheduleLine, type ScheduleRow } from "./schedule-rows";

function schedule(rows: ScheduleLine[], more: Partial<ScheduleConfig> = {}): ScheduleRows {
  const config: ScheduleConfig = { locale: "en-AU", currency: "AUD", method: "unit", rows, ...more };
  return new ScheduleRows(config, scheduleColumns(config));
}

function first(rows: ScheduleRows): ScheduleRow {
  const row = rows.rows[0];
  assert.ok(row);
  return row;
}

test("adds up what is a figure and sends the rows as typed, blank ones left out", () => {
  const rows = schedule([{ id: 5, item: "1.1", scheduled_value: "1,000.50" }, { item: "1.2", scheduled_value: "(0.50)" }, { item: "1.3", scheduled_value: "n/a" }]);
  assert.equal(plain(rows.sum()), "1000.00");
  assert.deepEqual(rows.sent().map(({ id, scheduled_value }) => [id, scheduled_value]), [[5, "1,000.50"], [null, "(0.50)"], [null, "n/a"]]);
  assert.ok(rows.rows.length > 3);
});

test("marks letters in figures, a missing item and a product that differs", () => {
  const rows = schedule([{ description: "Excavate", quantity: "12x", scheduled_value: "45%" }, { item: "1", quantity: "10", unit_price: "2.50", scheduled_value: "26" }]);
  assert.deepEqual([...rows.faults(first(rows)).keys()], ["item", "quantity", "scheduled_value"]);
  assert.equal(rows.message(rows.rows[1] as ScheduleRow, "scheduled_value"), "Quantity times unit price is 25.00.");
});

test("two lines with one item are both marked until one of them changes", () => {
  const rows = schedule([{ item: "A1" }, { item: "a1 " }]);
  const marked = (): boolean[] => rows.lines.map((row) => rows.faults(row).has("item"));
  assert.deepEqual(marked(), [true, true]);
  rows.set(first(rows), "item", "A2");
  rows.recount();
  assert.deepEqual(marked(), [false, false]);
});

test("shows what the server said about a cell until the cell changes", () => {
  const rows = schedule([{ item: "1", scheduled_value: "5" }], { errors: [{ row: 1, column: "scheduled_value", message: "Below what was billed." }] });
  assert.equal(rows.message(first(rows), "scheduled_value"), "Below what was billed.");
  rows.set(first(rows), "scheduled_value", "50");
  assert.equal(rows.message(first(rows), "scheduled_value"), null);
});
