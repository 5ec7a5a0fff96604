/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { copyBlock, fillDown, planPaste } from "./clipboard";
import type { Block, SheetColumn, SheetContent, SheetRow } from "./sheet-types";

interface Row extends SheetRow {
  cells: Record<string, string>;
}

const columns: SheetColumn[] = ["name", "amount", "percent"].map((key) => ({ key, label: key, kind: "text", width: 80 }));
const line = (id: string): Row => ({ id, kind: "line", rowClass: "", cells: { name: id, amount: `${id}00`, percent: "5%" } });
const group: Row = { id: "g", kind: "group", rowClass: "", cells: {} };

class Table implements SheetContent<Row> {
  readonly columns = columns;
  rows: Row[] = [line("1"), group, line("2"), line("3")];
  look = (): { text: string } => ({ text: "" });
  draft = (row: Row, column: SheetColumn): string => row.cells[column.key] ?? "";
  canEdit = (row: Row, column: SheetColumn): boolean => row.kind === "line" && column.key !== "name";
  write = (): void => undefined;
  open = (): boolean => false;
  message = (): null => null;
  undo = (): void => undefined;
  redo = (): void => undefined;
}

const block = (row: number, col: number, endRow = row, endCol = col): Block => ({ row, col, endRow, endCol });

test("copies lines and leaves group rows out", () => {
  const table = new Table();
  assert.equal(copyBlock(table, table.rows, block(0, 0, 2, 1)), "1\t100\n2\t200");
});

test("pastes over group rows, skips what is read-only and counts it", () => {
  const table = new Table();
  const plan = planPaste(table, () => table.rows, { row: 0, col: 0 }, block(0, 0), "x\t11\ny\t12\nz\t13\nover\t14\n");
  assert.deepEqual(plan.changes.map(({ row, text }) => [row.id, text]), [["1", "11"], ["2", "12"], ["3", "13"]]);
  assert.equal(plan.leftOut.length, 3);
  assert.equal(plan.rowsOver, 1);
});

test("a read-only cell pasted with what it already says is no loss", () => {
  const table = new Table();
  assert.equal(planPaste(table, () => table.rows, { row: 0, col: 0 }, block(0, 0), "1\t11\n2\t12").leftOut.length, 0);
});

test("one cell fills the selected block", () => {
  const table = new Table();
  const plan = planPaste(table, () => table.rows, { row: 0, col: 1 }, block(0, 1, 3, 2), "7%");
  assert.equal(plan.changes.length, 6);
});

test("makes room for pasted rows where the sheet grows", () => {
  const table = Object.assign(new Table(), { makeRoom: (rows: number): void => void table.rows.push(...Array.from({ length: rows }, (_, index) => line(`n${index}`))) });
  const plan = planPaste(table, () => table.rows, { row: 3, col: 1 }, block(3, 1), "1\n2\n3");
  assert.deepEqual([plan.changes.length, plan.rowsOver, table.rows.length], [3, 0, 6]);
});

test("fills down from the first line of the block", () => {
  const table = new Table();
  assert.deepEqual(fillDown(table, table.rows, block(0, 1, 3, 1)).map(({ row, text }) => [row.id, text]), [["2", "100"], ["3", "100"]]);
});
