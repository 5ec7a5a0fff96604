/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClaimView } from "./claim-view";
import type { ClaimColumn, ClaimConfig } from "./claim-types";

const column = (key: string, more: Partial<ClaimColumn> = {}): ClaimColumn => ({ key, label: key, kind: "money", width: 100, ...more });

function config(contract = 7): ClaimConfig {
  return {
    claim: 1, contract, version: 1, mode: "entry", saved: "Draft saved", locale: "en-AU", currency: "AUD", can_edit: true, urls: { save: "", reason: "" },
    columns: [column("item"), column("previous", { part: "before" }), column("budget_code", { part: "value", extra: true })],
    parts: [{ key: "value", label: "Codes" }, { key: "before", label: "Certified before" }],
    groups: [], groupings: [{ key: "section", label: "Section" }, { key: "code", label: "Budget code", groups: [] }],
    lines: [], totals: {}, group_totals: {}, reasons: [],
  };
}

class Kept {
  private readonly texts = new Map<string, string>();
  getItem(key: string): string | null {
    return this.texts.get(key) ?? null;
  }
  setItem(key: string, text: string): void {
    this.texts.set(key, text);
  }
}

const shown = (view: ClaimView): string[] => config().columns.filter((one) => view.shows(one)).map(({ key }) => key);

test("the usual columns are shown until the full set is chosen, part by part", () => {
  const view = new ClaimView(config(), new Kept());
  assert.deepEqual(shown(view), ["item", "previous"]);
  assert.deepEqual(view.parts.map(({ key }) => key), ["before"]);
  view.set = "full";
  assert.deepEqual(view.parts.map(({ key }) => key), ["value", "before"]);
  view.hide("before", true);
  assert.deepEqual(shown(view), ["item", "budget_code"]);
  view.hide("before", false);
  assert.deepEqual(shown(view), ["item", "previous", "budget_code"]);
});

test("what is chosen is remembered for the contract, not for another", () => {
  const kept = new Kept();
  const view = new ClaimView(config(), kept);
  view.group = "code";
  view.height = "compact";
  view.resize("previous", 12);
  const again = new ClaimView(config(), kept);
  assert.deepEqual([again.grouping, again.rowHeight, again.widthOf("previous")], ["code", 26, 40]);
  const other = new ClaimView(config(8), kept);
  assert.deepEqual([other.grouping, other.rowHeight, other.widthOf("previous")], ["section", 32, null]);
});

test("what is kept and not understood is as if nothing were kept", () => {
  for (const text of ["nonsense", "null", '"text"', '{"group":"gone","height":"giant","hidden":5,"widths":{"previous":"wide"}}']) {
    const kept = new Kept();
    kept.setItem("ledgerstone.sheet.7.entry", text);
    const view = new ClaimView(config(), kept);
    assert.deepEqual([view.set, view.grouping, view.rowHeight, view.widthOf("previous")], ["usual", "section", 32, null]);
    assert.deepEqual(shown(view), ["item", "previous"]);
  }
});

test("a browser that keeps nothing shows the sheet all the same", () => {
  const full = { getItem: () => null, setItem: () => { throw new Error("full"); } };
  const view = new ClaimView(config(), full);
  view.set = "full";
  assert.equal(view.set, "full");
  assert.equal(new ClaimView(config(), null).set, "usual");
});
