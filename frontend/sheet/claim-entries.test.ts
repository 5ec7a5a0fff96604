/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { enteredOnce } from "./claim-entries";
import type { CellChange, SheetColumn, SheetRow } from "./sheet-types";

const row = (id: string): SheetRow => ({ id, kind: "line", rowClass: "" });
const column = (key: string, kind: SheetColumn["kind"]): SheetColumn => ({ key, label: key, kind, width: 100, editable: true });
const [WORK, PERCENT, STORED] = [column("work_this_period", "money"), column("percent_to_date", "percent"), column("materials_stored", "money")];

function left(...cells: [SheetRow, SheetColumn, string][]): [string, string][] {
  const changes = cells.map(([row, column, text]): CellChange<SheetRow> => ({ row, column, text }));
  return enteredOnce(changes).map(({ column, text }) => [column.key, text]);
}

test("a blank cell of a pasted block takes nothing back that another one enters", () => {
  const one = row("1");
  assert.deepEqual(left([one, WORK, "600000"], [one, PERCENT, ""], [one, STORED, "5"]), [["work_this_period", "600000"], ["materials_stored", "5"]]);
  assert.deepEqual(left([one, WORK, ""], [one, PERCENT, "45%"]), [["percent_to_date", "45%"]]);
});

test("an amount counts before the rounded percentage beside it, line by line", () => {
  const [one, two] = [row("1"), row("2")];
  assert.deepEqual(left([one, WORK, "333.33"], [one, PERCENT, "33.3%"], [two, PERCENT, "50%"]), [["work_this_period", "333.33"], ["percent_to_date", "50%"]]);
});

test("blank cells alone clear what stands there", () => {
  const one = row("1");
  assert.deepEqual(left([one, WORK, ""], [one, STORED, ""]), [["work_this_period", ""], ["materials_stored", ""]]);
});
