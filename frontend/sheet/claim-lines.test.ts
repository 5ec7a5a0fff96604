/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClaimLines, type ClaimRow } from "./claim-lines";
import type { Cells, ClaimColumn, ClaimConfig } from "./claim-types";

const column = (key: string, kind: ClaimColumn["kind"], editable = false): ClaimColumn => ({ key, label: key, kind, width: 100, editable });
const cells = (scheduled: string, claimed: string, assessed: string, percent: string, difference: string): Cells => ({
  scheduled_value: scheduled, claimed, assessed, assessed_percent: percent, difference, reason: null,
});

function claim(): ClaimConfig {
  return {
    claim: 12, version: 7, mode: "review", saved: "Draft assessment saved", locale: "en-AU", currency: "AUD", can_edit: true,
    urls: { save: "/cells", reason: "/reasons" },
    columns: [column("scheduled_value", "money"), column("claimed", "money"), column("assessed", "money", true),
      column("assessed_percent", "percent", true), column("difference", "difference"), column("reason", "reason")],
    groups: [{ key: "g4", label: "Erection" }, { key: "g5", label: "Variations" }],
    lines: [
      { id: 1, item: "4.1", description: "Erect frames, grids 1–8", group: "g4", cells: cells("684000.00", "684000.00", "684000.00", "100", "0.00") },
      { id: 2, item: "4.2", description: "Erect frames, grids 9–16", group: "g4", cells: cells("662000.00", "364100.00", "297900.00", "45", "-66200.00"), flags: ["needs_reason"] },
      { id: 3, item: "V2", description: "Delete awning return", group: "g5", cells: cells("-37400.00", "-37400.00", "-37400.00", "100", "0.00") },
    ],
    totals: cells("1308600.00", "1010700.00", "944500.00", "72.176372", "-66200.00"),
    group_totals: { g4: cells("1346000.00", "1048100.00", "981900.00", "72.949480", "-66200.00"), g5: cells("-37400.00", "-37400.00", "-37400.00", "100", "0.00") },
    reasons: [{ code: "not_complete", label: "Not complete" }],
  };
}

function opened(): { lines: ClaimLines; row(id: number): ClaimRow; type(id: number, key: string, text: string): string | null } {
  const lines = new ClaimLines(claim());
  const row = (id: number): ClaimRow => {
    const found = lines.line(id);
    assert.ok(found);
    return found;
  };
  const type = (id: number, key: string, text: string): string | null => {
    const typed = lines.column(key);
    assert.ok(typed);
    const message = lines.type(row(id), typed, text);
    lines.totalUp();
    return message;
  };
  return { lines, row, type };
}

test("a percentage typed as an amount previews amount, percentage, difference and totals", () => {
  const { lines, row, type } = opened();
  assert.equal(type(1, "assessed", "45%"), null);
  assert.deepEqual([row(1).cells["assessed"], row(1).cells["assessed_percent"], row(1).cells["difference"]], ["307800.00", "45.000000", "-376200.00"]);
  assert.equal(lines.total.cells["assessed"], "568300.00");
  assert.equal(lines.total.cells["difference"], "-442400.00");
  assert.equal(lines.groups[0]?.cells["assessed"], "605700.00");
  assert.equal(lines.groups[1]?.cells, lines.groups[1]?.server);
});

test("an amount previews its percentage, also on a negative line", () => {
  const { row, type } = opened();
  type(3, "assessed", "(18,700.00)");
  assert.deepEqual([row(3).cells["assessed"], row(3).cells["assessed_percent"], row(3).cells["difference"]], ["-18700.00", "50.000000", "18700.00"]);
});

test("a cleared cell is unknown, not nought", () => {
  const { row, type } = opened();
  type(1, "assessed", "");
  assert.deepEqual([row(1).cells["assessed"], row(1).cells["assessed_percent"], row(1).cells["difference"]], [null, null, null]);
});

test("text that is no figure is kept with its message and changes no figure", () => {
  const { lines, row, type } = opened();
  assert.match(type(1, "assessed", "12k") ?? "", /not a figure/);
  assert.equal(row(1).cells["assessed"], "684000.00");
  assert.deepEqual(lines.refused.map(({ key, typed }) => [key, typed.text]), [["assessed", "12k"]]);
});

test("the server's figures replace the preview, what still waits stays on top", () => {
  const { lines, row, type } = opened();
  type(1, "assessed", "100");
  type(2, "assessed", "200");
  lines.forget(row(1), "assessed");
  lines.take({ version: 8, saved_at: "", lines: [{ id: 1, cells: { assessed: "100.01" }, flags: [] }, { id: 2, cells: { assessed: "5.00" } }] });
  assert.equal(row(1).cells["assessed"], "100.01");
  assert.equal(row(2).cells["assessed"], "200.00");
});

test("a cut needs a reason at once, and no longer when it is taken back", () => {
  const { lines, row, type } = opened();
  type(1, "assessed", "90%");
  assert.ok(lines.needsReason(row(1)));
  assert.equal(lines.cuts.withoutReason.length, 2);
  type(1, "assessed", "100%");
  assert.ok(!lines.needsReason(row(1)));
});

test("the way back from a percentage gives the same cents again", () => {
  const { lines, row } = opened();
  const percent = lines.column("assessed_percent");
  assert.ok(percent);
  const large = { scheduled_value: "684000000.00", assessed: "123456789.01", assessed_percent: "18.049238" };
  lines.take({ version: 8, saved_at: "", lines: [{ id: 1, cells: large }] });
  assert.deepEqual(lines.wayBack(row(1), percent, "18.049238%").text, "123456789.01");
  assert.equal(lines.wayBack(row(2), percent, "45%").column.key, "assessed_percent");
});

test("groups fold and filters leave out groups without a line", () => {
  const { lines } = opened();
  assert.deepEqual(lines.view(new Set(["g4"]), null).map(({ id }) => id), ["group-g4", "group-g5", "line-3"]);
  assert.deepEqual(lines.view(new Set(), (row) => lines.differs(row)).map(({ id }) => id), ["group-g4", "line-2"]);
});
