import assert from "node:assert/strict";
import { test } from "node:test";
import { arranged, withAdded } from "./order";

test("what an order does not name stays behind its predecessor", () => {
  assert.deepEqual(arranged([1, 2, 9, 3], [3, 2, 1]), [3, 2, 9, 1]);
  assert.deepEqual(arranged([9, 1, 2], [2, 1, 7]), [9, 2, 1]);
});

test("new ones stand behind the ones named, also behind each other", () => {
  assert.deepEqual(withAdded([1, 2], [[8, 1], [9, 8], [7, null]]), [7, 1, 8, 9, 2]);
  assert.deepEqual(withAdded([1, 2], [[8, 5]]), [1, 2, 8]);
  assert.deepEqual(withAdded([], [[8, 5], [9, 8]]), [8, 9]);
});
