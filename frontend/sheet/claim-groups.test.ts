/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClaimGroups } from "./claim-groups";
import { ClaimContent } from "./claim-content";
import { ClaimLines, type ClaimRow } from "./claim-lines";
import type { Cells, ClaimColumn, ClaimConfig, GroupEdit } from "./claim-types";
import { ClaimView } from "./claim-view";
import { History } from "./history";
import type { CellChange } from "./sheet-types";

const column = (key: string, kind: ClaimColumn["kind"], more: Partial<ClaimColumn> = {}): ClaimColumn => ({ key, label: key, kind, width: 100, ...more });
const cells = (worth: string, work: string | null): Cells => ({ scheduled_value: worth, work_this_period: work });

const CONFIG: ClaimConfig = {
  claim: 1, version: 3, mode: "entry", saved: "Draft saved", locale: "en-AU", currency: "AUD", can_edit: true, urls: { save: "", reason: "" },
  columns: [column("scheduled_value", "money"), column("work_this_period", "money", { editable: true, on_groups: "work_this_period" })],
  groups: [{ key: "s0", label: "Concrete" }, { key: "s1", label: "Steel" }],
  groupings: [
    { key: "section", label: "Section" },
    { key: "code", label: "Budget code", groups: [{ key: "c0", label: "05-10" }, { key: "c1", label: "05-20" }], places: [0, 1, 0], group_totals: { c0: cells("300.00", "5.00"), c1: cells("200.00", "0.00") } },
  ],
  lines: [
    { id: 1, item: "1", description: "Footings", group: "s0", cells: cells("100.00", "5.00") },
    { id: 2, item: "2", description: "Slabs", group: "s0", cells: cells("200.00", null) },
    { id: 3, item: "3", description: "Frames", group: "s1", cells: cells("200.00", null) },
  ],
  totals: cells("500.00", "5.00"), group_totals: { s0: cells("300.00", "5.00"), s1: cells("200.00", "0.00") }, reasons: [],
};

function opened() {
  const lines = new ClaimLines(CONFIG);
  const acts = { typed() {}, fold() {}, openReason() {}, resized() {}, undo() {}, redo() {} };
  const content = new ClaimContent(CONFIG, lines, new Set(), acts, new ClaimView(CONFIG, null));
  const sent: GroupEdit[] = [];
  const put: CellChange<ClaimRow>[][] = [];
  const history = new History();
  const groups = new ClaimGroups({
    lines, content, locale: "en-AU", send: (edit) => sent.push(edit), put: (changes) => put.push([...changes]), seen: () => 0,
    remember: (step) => history.push(step),
  });
  const group = lines.groups[0];
  const work = content.columns[1];
  assert.ok(group && work);
  return { lines, content, groups, sent, put, history, group, work };
}

test("a figure on a group goes to the server with the lines of the group", () => {
  const { groups, sent, content, group, work } = opened();
  assert.ok(content.canEdit(group, work));
  groups.enter(group, work, "=50+50");
  assert.deepEqual(sent, [{ lines: [1, 2], column: "work_this_period", value: "=50+50" }]);
  assert.equal(content.look(group, work).text, "=50+50");
});

test("taken back, each line gets its own figure again; done again, the group is sent again", () => {
  const { groups, sent, put, history, group, work } = opened();
  groups.enter(group, work, "90");
  history.undo();
  assert.deepEqual(put[0]?.map(({ row, column: { key }, text }) => [row.line, key, text]), [[1, "work_this_period", "5.00"], [2, "work_this_period", ""]]);
  history.redo();
  assert.equal(sent.length, 2);
});

test("what no line can take stays on the group with the reasons", () => {
  const { lines, groups, sent, content, group, work } = opened();
  groups.enter(group, work, "9,000");
  const errors = [1, 2, 3, 4].map((line) => ({ line, column: "work_this_period", message: `Line ${line} is full.` }));
  const edit = sent[0];
  assert.ok(edit);
  groups.answered(edit, { version: 3, saved_at: "", errors });
  assert.equal(content.message(group, work), "Line 1 is full. Line 2 is full. Line 3 is full. And 1 more.");
  assert.equal(lines.refused.length, 1);
  groups.answered(edit, { version: 4, saved_at: "" });
  assert.equal(lines.refused.length, 0);
});

test("text that is no figure is not sent", () => {
  const { groups, sent, content, group, work } = opened();
  groups.enter(group, work, "lots");
  assert.equal(sent.length, 0);
  assert.match(content.message(group, work) ?? "", /not a figure/);
});

test("lines are gathered another way with their subtotals, and without groups", () => {
  const { lines } = opened();
  const seen = (): string[] => lines.view(new Set(), null).map(({ id }) => id);
  lines.gather("code");
  assert.deepEqual(seen(), ["group-c0", "line-1", "line-3", "group-c1", "line-2"]);
  assert.equal(lines.groups[0]?.cells["work_this_period"], "5.00");
  lines.gather("none");
  assert.deepEqual(seen(), ["line-1", "line-2", "line-3"]);
  lines.gather("section");
  assert.deepEqual(seen(), ["group-s0", "line-1", "line-2", "group-s1", "line-3"]);
  lines.take({ version: 4, saved_at: "", group_totals: { c1: { work_this_period: "7.00" } } });
  lines.gather("code");
  assert.equal(lines.groups[1]?.cells["work_this_period"], "7.00");
});
