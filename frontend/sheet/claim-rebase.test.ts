/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClaimLines } from "./claim-lines";
import { knownAfter } from "./claim-rebase";
import type { CellEdit, ClaimConfig } from "./claim-types";
import type { Job } from "./save-queue";

const CONFIG: ClaimConfig = {
  claim: 1, version: 3, mode: "entry", saved: "Draft saved", locale: "en-AU", currency: "AUD", can_edit: true, urls: { save: "", reason: "" }, columns: [], groups: [],
  lines: [1, 2].map((id) => ({ id, item: String(id), description: "", group: null, cells: { work_this_period: "5.00", percent_to_date: "5.00", materials_stored: "7.00" } })),
  totals: {}, group_totals: {}, reasons: [],
};
const edit = (line: number, column: string): CellEdit => ({ line, column, value: "9", was: null });
const job = (...edits: CellEdit[]): Job => ({ kind: "cells", key: "k", body: "", edits: new Map(edits.map((one) => [`${one.line} ${one.column}`, one])) });

test("own figures and what derives from them are known, those that stand apart are not", () => {
  const known = knownAfter(job(edit(1, "work_this_period")), { version: 4, saved_at: "" }, new ClaimLines(CONFIG));
  assert.equal(known(edit(1, "work_this_period")), "5.00");
  assert.equal(known(edit(1, "percent_to_date")), "5.00");
  assert.equal(known(edit(1, "materials_stored")), undefined);
  assert.equal(known(edit(2, "work_this_period")), undefined);
});

test("a cell that somebody else changed is still asked about", () => {
  const conflicts = [{ line: 1, column: "work_this_period", theirs: "8.00", by: "Ines", message: "" }];
  const known = knownAfter(job(edit(1, "work_this_period")), { version: 4, saved_at: "", conflicts }, new ClaimLines(CONFIG));
  assert.equal(known(edit(1, "work_this_period")), undefined);
});

test("after a figure on a group its lines are known, unless nothing of it was taken", () => {
  const group: Job = { kind: "group", key: "k", body: "", group: { lines: [1], column: "work_this_period", value: "9" } };
  const lines = new ClaimLines(CONFIG);
  assert.equal(knownAfter(group, { version: 4, saved_at: "" }, lines)(edit(1, "percent_to_date")), "5.00");
  const conflicts = [{ line: 1, column: "work_this_period", theirs: "8.00", by: "Ines", message: "" }];
  assert.equal(knownAfter(group, { version: 4, saved_at: "", conflicts }, lines)(edit(1, "percent_to_date")), undefined);
});
